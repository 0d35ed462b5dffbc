import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { json } from "node:stream/consumers";
import type { Certificates } from "./certificates.ts";
import { type Credentials, front } from "./front.ts";
import { type Attribute, type ExportedSpan, exportedSpans, namesAndValues, type SentSpans } from "./otlp-spans.ts";

interface DataPoint {
  attributes: Attribute[];
  asInt?: number | string;
  asDouble?: number;
  count?: number | string;
  sum?: number;
}

interface Sent {
  resourceMetrics?: {
    scopeMetrics: {
      metrics: {
        name: string;
        unit?: string;
        gauge?: { dataPoints: DataPoint[] };
        sum?: { dataPoints: DataPoint[] };
        histogram?: { dataPoints: DataPoint[] };
      }[];
    }[];
  }[];
  resourceSpans?: SentSpans[];
}

/** The latest value of a metric under one set of attributes; a histogram has a count and a sum. */
export interface Measured {
  attributes: Record<string, string>;
  value: number;
  count: number;
  sum: number;
}

/** Takes traces and metrics as an OpenTelemetry collector does (OTLP over HTTP or HTTPS, JSON) and keeps what it got. */
export class Collector {
  /** everything that came, as it came */
  readonly texts: string[] = [];
  readonly spans: ExportedSpan[] = [];
  /** the headers of every export */
  readonly headers: IncomingMessage["headers"][] = [];
  private readonly metrics = new Map<string, Map<string, Measured>>();
  private closing: () => void = () => {};

  async open(certificates: Certificates, credentials: Credentials): Promise<string> {
    const { port, close } = await front(certificates, credentials, this.answer);
    this.closing = close;
    return `https://127.0.0.1:${port}`;
  }

  /** Without TLS and password, on loopback. */
  async openPlain(): Promise<string> {
    const server = createServer(this.answer);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    this.closing = () => {
      server.close();
      server.closeAllConnections();
    };
    const address = server.address();
    return `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  }

  close(): void {
    this.closing();
  }

  /** What is known of a metric, one for each set of attributes. */
  of(name: string): Measured[] {
    return [...(this.metrics.get(name)?.values() ?? [])];
  }

  private readonly answer = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    // What it cannot read it refuses: an exporter that sends anything else is noticed by what is missing.
    const isJson = incoming.headers["content-type"] === "application/json";
    if (isJson) {
      this.headers.push(incoming.headers);
      this.take((await json(incoming)) as Sent);
    } else incoming.resume();
    response.writeHead(isJson ? 200 : 415, { "content-type": "application/json" }).end("{}");
  };

  private take(sent: Sent): void {
    this.texts.push(JSON.stringify(sent));
    this.spans.push(...exportedSpans(sent.resourceSpans ?? []));
    for (const { name, gauge, sum, histogram } of (sent.resourceMetrics ?? [])
      .flatMap(({ scopeMetrics }) => scopeMetrics)
      .flatMap(({ metrics }) => metrics)) {
      const known = this.metrics.get(name) ?? new Map<string, Measured>();
      this.metrics.set(name, known);
      for (const point of (gauge ?? sum ?? histogram)?.dataPoints ?? []) {
        const one = measured(point);
        known.set(JSON.stringify(one.attributes), one);
      }
    }
  }
}

function measured({ attributes, asInt, asDouble, count, sum }: DataPoint): Measured {
  return {
    attributes: namesAndValues(attributes),
    value: Number(asInt ?? asDouble ?? 0),
    count: Number(count ?? 0),
    sum: Number(sum ?? 0),
  };
}
