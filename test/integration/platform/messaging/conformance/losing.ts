import type { TcpProxy } from "../../../../support/tcp-proxy.ts";
import type { NetworkFault } from "./conform.ts";

/** Does a piece of work on a network that loses what it is told to lose, until the work has ended. */
export async function losing<T>(proxy: TcpProxy, fault: NetworkFault | undefined, work: () => Promise<T>): Promise<T> {
  if (!fault) return await work();
  const { kind, skip } = fault;
  const isOne = !kind.startsWith("all-");
  proxy.lose({ what: kind.endsWith("requests-lost") || kind === "request-lost" ? "requests" : "answers", skip, isOne });
  try {
    return await work();
  } finally {
    proxy.lose(undefined);
  }
}
