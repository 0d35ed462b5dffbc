import { type IncomingMessage, request, type ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { Certificates } from "./certificates.ts";

export interface Credentials {
  user: string;
  password: string;
}

/** An HTTPS server on loopback that wants basic authentication, as a town's reverse proxy would be one. */
export async function front(
  { cert, key }: Certificates,
  { user, password }: Credentials,
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<{ port: number; close(): void }> {
  const expected = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
  const server = createServer({ cert, key }, (incoming, response) => {
    if (incoming.headers.authorization === expected) return answer(incoming, response);
    incoming.resume();
    response.writeHead(401, { "www-authenticate": "Basic" }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    port: typeof address === "object" && address ? address.port : 0,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Hands every request on to a server without TLS. */
export const passTo =
  (origin: string) =>
  (incoming: IncomingMessage, response: ServerResponse): void => {
    const { method = "GET", url = "/", headers } = incoming;
    const onward = request(`${origin}${url}`, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on("error", () => response.writeHead(502).end());
    incoming.pipe(onward);
  };
