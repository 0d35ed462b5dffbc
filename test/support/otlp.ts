import { json } from "node:stream/consumers";
import type { Certificates } from "./certificates.ts";
import { type Credentials, front } from "./front.ts";

interface Attribute {
  key: string;
  value: { stringValue?: string; intValue?: number | string; doubleValue?: number };
}

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
  resourceSpans?: object[];
}

/** The latest value of a metric under one set of attributes; a histogram has a count and a sum. */
export interface Measured {
  attributes: Record<string, string>;
  value: number;
  count: number;
  sum: number;
}

/** Takes traces and metrics as an OpenTelemetry collector does (OTLP over HTTPS, JSON) and keeps what it got. */
export class Collector {
  /** everything that came, as it came */
  readonly texts: string[] = [];
  spans = 0;
  private readonly metrics = new Map<string, Map<string, Measured>>();
  private closing: () => void = () => {};

  async open(certificates: Certificates, credentials: Credentials): Promise<string> {
    const { port, close } = await front(certificates, credentials, async (incoming, response) => {
      this.take((await json(incoming)) as Sent);
      response.writeHead(200, { "content-type": "application/json" }).end("{}");
    });
    this.closing = close;
    return `https://127.0.0.1:${port}`;
  }

  close(): void {
    this.closing();
  }

  /** What is known of a metric, one for each set of attributes. */
  of(name: string): Measured[] {
    return [...(this.metrics.get(name)?.values() ?? [])];
  }

  private take(sent: Sent): void {
    this.texts.push(JSON.stringify(sent));
    this.spans += sent.resourceSpans?.length ?? 0;
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
    attributes: Object.fromEntries(attributes.map(({ key, value }) => [key, String(Object.values(value)[0])])),
    value: Number(asInt ?? asDouble ?? 0),
    count: Number(count ?? 0),
    sum: Number(sum ?? 0),
  };
}
