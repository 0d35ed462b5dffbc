import { expect } from "chai";
import { dockerArguments } from "../../../deploy/backing/install/docker.ts";
import { apicurio } from "../../../deploy/backing/servers/apicurio.ts";
import { kafka } from "../../../deploy/backing/servers/kafka.ts";
import { mongodb } from "../../../deploy/backing/servers/mongodb.ts";
import { nats } from "../../../deploy/backing/servers/nats.ts";
import type { Server } from "../../../deploy/backing/servers/server.ts";
import { zipkin } from "../../../deploy/backing/servers/zipkin.ts";

describe("a server in a container", () => {
  const place = { dataDir: "/data", ports: { portOf: (name: string) => 20_000 + name.length, renew: async () => {} } };
  const argumentsOf = (server: Server) => dockerArguments(server, place, "some-name").join(" ");

  for (const server of [nats, mongodb, kafka, apicurio, zipkin]) {
    it(`of ${server.title} publishes every port on loopback only`, () => {
      for (const port of server.ports) {
        const number = place.ports.portOf(port);
        expect(argumentsOf(server)).to.include(`--publish 127.0.0.1:${number}:${number}`);
      }
      expect(argumentsOf(server)).not.to.match(/--publish (?!127\.0\.0\.1:)/);
    });
  }

  it("keeps its data in a volume of its own, except for traces", () => {
    for (const server of [nats, mongodb, kafka, apicurio]) {
      expect(argumentsOf(server)).to.include("--volume some-name:/");
    }
    expect(argumentsOf(zipkin)).not.to.include("--volume");
  });

  it("of the registry writes a schema down before it gives out its id", () => {
    expect(argumentsOf(apicurio)).to.include("WRITE_DELAY=0");
  });
});
