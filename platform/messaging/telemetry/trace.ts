import { type Link, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, TraceFlags, trace } from "@opentelemetry/api";
import type { Envelope } from "../contracts/envelope.ts";

const pattern = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** The OpenTelemetry context of a W3C `traceparent`; the root context when it is missing or malformed. */
function contextOf(traceparent: string) {
  const [, traceId, spanId, flags] = pattern.exec(traceparent) ?? [];
  if (!traceId || !spanId || !flags) return ROOT_CONTEXT;
  const traceFlags = Number.parseInt(flags, 16) & TraceFlags.SAMPLED;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
}

/** The W3C `traceparent` of a span. */
export function traceparentOf(span: Span): string {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, "0")}`;
}

/** The trace id in a `traceparent`, for log lines; "" when there is none. */
export const traceIdOf = (traceparent: string): string => pattern.exec(traceparent)?.[1] ?? "";

/** What is known of a message and may be seen by an operator: ids, names, times. Nothing personal. */
export function attributesOf(envelope: Envelope): Record<string, string> {
  const { municipality, portal, caseId, caseNumber, serviceKey, type, id } = envelope;
  const known = {
    "message.id": id,
    "message.type": type,
    "case.id": caseId,
    "case.number": caseNumber,
    "service.key": serviceKey,
    municipality,
    portal,
  };
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value));
}

/**
 * One hop of one message: a span in the application's own trace. The caller ends it.
 * @param service the service (or connector) that works, shown as the span's service
 */
export function startHop(
  service: string,
  name: string,
  traceparent: string,
  attributes: Record<string, string>,
  kind: SpanKind = SpanKind.CONSUMER,
): Span {
  const tracer = trace.getTracer("antragsbus");
  return tracer.startSpan(
    name,
    { kind, attributes: { ...attributes, "service.name": service } },
    contextOf(traceparent),
  );
}

/** A span of the work on a whole batch, linked to the hops of its messages (at most 100 links). */
export function startBatch(service: string, name: string, hops: readonly Span[]): Span {
  const links: Link[] = hops.slice(0, 100).map((hop) => ({ context: hop.spanContext() }));
  const attributes = { "service.name": service, "batch.messages": hops.length };
  return trace.getTracer("antragsbus").startSpan(name, { links, attributes, kind: SpanKind.INTERNAL }, ROOT_CONTEXT);
}

/** Marks a span as failed, by a code of the fault table. */
export function failHop(span: Span, code: string): void {
  span.setStatus({ code: SpanStatusCode.ERROR, message: code });
}
