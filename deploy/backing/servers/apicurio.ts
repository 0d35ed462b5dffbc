import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { serverFlags } from "../install/java.ts";
import { answersOk, cleanEnvironment, javaOf, programFile, type Server } from "./server.ts";

export const apicurio: Server = {
  name: "apicurio",
  title: "Apicurio (schema registry)",
  variables: ["SCHEMA_REGISTRY_URL"],
  ports: ["apicurio"],
  stopSignal: "SIGTERM",
  address: (ports) => `http://127.0.0.1:${ports.portOf("apicurio")}/apis/ccompat/v7`,

  async launch(place) {
    const folder = join(place.dataDir, "apicurio");
    mkdirSync(folder, { recursive: true });
    const java = javaOf(place);
    return {
      file: java.file,
      args: [
        ...serverFlags(java, "apicurio", 192),
        ...[`-Djava.io.tmpdir=${folder}`, "-jar", programFile(place, "apicurio")],
      ],
      env: {
        ...cleanEnvironment(place.environment),
        QUARKUS_HTTP_HOST: "127.0.0.1",
        HTTP_PORT: String(place.ports.portOf("apicurio")),
        ...apicurioSettings,
        // Without WRITE_DELAY=0 a killed registry forgets schemas that it has just given ids to, and gives those ids
        // to others: stored messages would then be read with the wrong schema.
        REGISTRY_DATASOURCE_URL: `jdbc:h2:file:${join(folder, "registry")};WRITE_DELAY=0`,
      },
    };
  },

  async isReady(place) {
    if (!(await answersOk(`http://127.0.0.1:${place.ports.portOf("apicurio")}/health/ready`))) return false;
    const answer = await fetch(`${apicurio.address(place.ports)}/config`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ compatibility: "FULL_TRANSITIVE" }),
      signal: AbortSignal.timeout(2_000),
    });
    if (!answer.ok) throw new Error(`setting FULL_TRANSITIVE was answered with ${answer.status}`);
    await answer.body?.cancel();
    return true;
  },
};

export const apicurioSettings = {
  LOG_LEVEL: "WARN",
  REGISTRY_LOG_LEVEL: "WARN",
  QUARKUS_BANNER_ENABLED: "false",
  QUARKUS_DATASOURCE_JDBC_INITIAL_SIZE: "2",
  QUARKUS_DATASOURCE_JDBC_MIN_SIZE: "2",
  QUARKUS_DATASOURCE_JDBC_MAX_SIZE: "10",
};
