import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { connect } from "node:net";

/** Whether anybody accepts connections on 127.0.0.1:port. */
export function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("error", () => resolve(false));
    socket.once("connect", () => {
      resolve(true);
      socket.destroy();
    });
  });
}

/**
 * Whether this very process listens on 127.0.0.1:port; ask `accepts` first, for reading the kernel's table of
 * connections takes 5 ms on a machine with much memory. An answer on the port is not enough: when two launchers choose
 * the same one, the loser's question would be answered by the winner's server. Only Linux can tell; elsewhere true.
 */
export function listensOn(pid: number, port: number): boolean {
  if (process.platform !== "linux") return true;
  const address = `0100007F:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const listening = "0A"; // TCP_LISTEN in the kernel's tcp_states.h
  const sockets = new Set<string>();
  for (const line of readFileSync(`/proc/${pid}/net/tcp`, "latin1").split("\n").slice(1)) {
    const fields = line.trim().split(/\s+/);
    if (fields[1] === address && fields[3] === listening) sockets.add(`socket:[${fields[9]}]`);
  }
  return sockets.size > 0 && readdirSync(`/proc/${pid}/fd`).some((fd) => sockets.has(targetOf(pid, fd)));
}

function targetOf(pid: number, fd: string): string {
  try {
    return readlinkSync(`/proc/${pid}/fd/${fd}`);
  } catch {
    return ""; // Closed between listing and looking: not the socket we look for, that one stays open.
  }
}
