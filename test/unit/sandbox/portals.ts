import { readdirSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { sandbox as serviceportal } from "../../../connectors/portals/serviceportal-emscher-lippe/sandbox/index.ts";
import { sandbox as sozialplattform } from "../../../connectors/portals/sozialplattform-nrw/sandbox/index.ts";
import { Wire } from "../../../sandbox/portal/wire.ts";
import { Kit, type KitParts } from "../../../sandbox/samples/kit.ts";
import type { Push, Scene } from "../../../sandbox/samples/sample.ts";

export const root = join(import.meta.dirname, "../../..");
export const portals = [serviceportal, sozialplattform];

/** A start on 22 November 2026 with nothing pushed before. */
export const kit = (parts: Partial<KitParts> = {}): Kit =>
  new Kit({
    run: "test",
    prefix: "P-",
    index: 0,
    portals: 2,
    base: 0,
    now: Date.parse("2026-11-22T12:00:00Z"),
    ...parts,
  });

export const bodiesOf = ({ pushes }: Scene): unknown[] =>
  pushes.flatMap(({ value }: Push) => ("body" in value ? [value.body] : []));

/** A registry that knows the schemas of every portal, in the order of their files. */
export async function fakeRegistry(): Promise<{ url: string; close(): void }> {
  const folder = join(root, "schemas/portals");
  const schemas = readdirSync(folder).flatMap((portal) =>
    readdirSync(join(folder, portal)).map((file) => readFileSync(join(folder, portal, file), "utf8")),
  );
  const server: Server = createServer((request, response) => {
    const id = /^\/schemas\/ids\/(\d+)$/.exec(request.url ?? "")?.[1];
    const subject = /^\/subjects\/([^/]+)$/.exec(decodeURIComponent(request.url ?? ""))?.[1];
    const found = schemas.findIndex((text) => {
      const { namespace, name } = JSON.parse(text);
      return `${namespace}.${name}` === subject;
    });
    const answer = id ? { schema: schemas[Number(id) - 1] } : { id: found + 1 };
    response.writeHead(id || found >= 0 ? 200 : 404, { "content-type": "application/json" });
    response.end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}

export async function openWire(portal: string, url: string): Promise<Wire> {
  const wire = new Wire({ address: url });
  await wire.open(join(root, "schemas/portals", portal));
  return wire;
}
