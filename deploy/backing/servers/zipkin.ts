import { dirname, join } from "node:path";
import { serverFlags } from "../install/java.ts";
import { answersOk, cleanEnvironment, javaOf, type Place, programFile, type Server } from "./server.ts";

export const zipkin: Server = {
  name: "zipkin",
  title: "Zipkin (trace viewer)",
  variables: ["ZIPKIN_URL", "OTEL_EXPORTER_OTLP_ENDPOINT"],
  ports: ["zipkin"],
  stopSignal: "SIGKILL", // It keeps its spans in memory only; asked politely it takes 2.4 s to forget them.
  address: (ports) => `http://127.0.0.1:${ports.portOf("zipkin")}`,

  async launch(place) {
    const java = javaOf(place);
    const port = String(place.ports.portOf("zipkin"));
    return {
      // It steps back behind those who work: at the start as well, where it needs as much as all services together.
      file: "nice",
      args: [
        ...["-n", "5", java.file],
        ...serverFlags(java, "zipkin", 192),
        // Its own resolver would open a UDP socket on every interface.
        "-Dcom.linecorp.armeria.useJdkDnsResolver=true",
        ...["-cp", classPath(place), "zipkin.server.ZipkinServer"],
      ],
      env: {
        ...cleanEnvironment(place.environment),
        QUERY_PORT: port,
        // All three or none: one field alone replaces the whole entry and leaves it a random port.
        ARMERIA_PORTS_0_IP: "127.0.0.1",
        ARMERIA_PORTS_0_PORT: port,
        ARMERIA_PORTS_0_PROTOCOLS: "HTTP",
        ...zipkinSettings,
      },
    };
  },

  isReady: (place) => answersOk(`${zipkin.address(place.ports)}/health`),
};

/** The packages lie side by side, since Java keeps no AOT cache of what is loaded from jars within a jar. */
function classPath(place: Place): string {
  const jar = programFile(place, "zipkin");
  return `${jar}:${join(dirname(jar), "BOOT-INF/lib/*")}`;
}

export const zipkinSettings = {
  MEM_MAX_SPANS: "50000", // About 250 MB of memory when full.
  LOGGING_LEVEL_ROOT: "WARN",
  LOGGING_LEVEL_COM_LINECORP_ARMERIA_SERVER_SERVER: "WARN",
  SPRING_MAIN_BANNER_MODE: "off",
};
