/** A span as an OpenTelemetry collector sees it. */
export interface ExportedSpan {
  /** what the resource says of the process and its service */
  resource: Record<string, string>;
  /** the resource's service.name */
  service: string;
  name: string;
  /** 1 internal, 2 server, 3 client, 4 producer, 5 consumer */
  kind: number;
  attributes: Record<string, string>;
  traceId: string;
  spanId: string;
  parentSpanId: string;
  traceState: string;
}

export interface Attribute {
  key: string;
  value: { stringValue?: string; intValue?: number | string; doubleValue?: number };
}

/** Spans of one export, in OTLP's JSON. */
export interface SentSpans {
  resource?: { attributes: Attribute[] };
  scopeSpans: {
    spans: (Pick<ExportedSpan, "name" | "kind" | "traceId" | "spanId"> & {
      parentSpanId?: string;
      traceState?: string;
      attributes?: Attribute[];
    })[];
  }[];
}

export const namesAndValues = (attributes: readonly Attribute[] = []): Record<string, string> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, String(Object.values(value)[0])]));

/** Reads what was sent. */
export function exportedSpans(sent: readonly SentSpans[]): ExportedSpan[] {
  return sent.flatMap(({ resource: found, scopeSpans }) => {
    const resource = namesAndValues(found?.attributes);
    const service = resource["service.name"] ?? "";
    return scopeSpans.flatMap(({ spans }) =>
      spans.map(({ attributes, parentSpanId = "", traceState = "", name, kind, traceId, spanId }) => {
        const ids = { traceId, spanId, parentSpanId, traceState };
        return { resource, service, name, kind, attributes: namesAndValues(attributes), ...ids };
      }),
    );
  });
}
