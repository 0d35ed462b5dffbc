import {
  type Attributes,
  type Context,
  type Link,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type TextMapGetter,
  type TextMapSetter,
  TraceFlags,
  trace,
} from "@opentelemetry/api";
import { parseTraceParent, W3CTraceContextPropagator } from "@opentelemetry/core";
import type { Envelope } from "../contracts/envelope.ts";
import { attribute, ownAttribute } from "./semconv.ts";

/** What W3C Trace Context carries beside a message: "" for what there is not. */
export type Trace = Pick<Envelope, "traceparent" | "tracestate">;

/** Where a message is read from, or sent to. */
export interface Destination {
  /** what keeps it there: a broker, or "antragsbus" for the store of a service and for calls between services */
  system: "kafka" | "nats" | "antragsbus";
  /** a topic of Kafka; elsewhere the kind of the message, which is what a service subscribes to */
  name: string;
  /** who shares its messages; no group where it is sent to, or where there is one reader only */
  group?: string;
  partition?: number;
  /** in a partition of Kafka */
  offset?: string;
}

/** One message is worked on by who takes it, or handed to a broker. */
type Operation = "process" | "send";

const kinds: Record<Operation, SpanKind> = { process: SpanKind.CONSUMER, send: SpanKind.PRODUCER };
const propagator = new W3CTraceContextPropagator();
const isField = (key: string): key is keyof Trace => key === "traceparent" || key === "tracestate";
const getter: TextMapGetter<Trace> = {
  keys: () => ["traceparent", "tracestate"],
  get: (from, key) => (isField(key) ? from[key] : undefined),
};
const setter: TextMapSetter<Trace> = {
  set: (to, key, value) => {
    if (isField(key)) to[key] = value;
  },
};

/** The context that a message came with; the root context when its `traceparent` is missing or malformed. */
function contextOf(from: Trace): Context {
  const context = propagator.extract(ROOT_CONTEXT, from, getter);
  const found = trace.getSpanContext(context);
  if (!found || found.traceFlags <= TraceFlags.SAMPLED) return context;
  // The propagator writes flags that it does not know in three digits, which nobody reads.
  return trace.setSpanContext(ROOT_CONTEXT, { ...found, traceFlags: found.traceFlags & TraceFlags.SAMPLED });
}

/**
 * Says what goes on from a span beside a message. `tracestate` is what came with the span's parent, at most 512 characters,
 * without members that are malformed.
 */
export function traceOf(span: Span): Trace {
  const made: Trace = { traceparent: "", tracestate: "" };
  propagator.inject(trace.setSpan(ROOT_CONTEXT, span), made, setter);
  return made;
}

/** The trace id in a `traceparent`, for log lines; "" when there is none. */
export const traceIdOf = (traceparent: string): string => parseTraceParent(traceparent)?.traceId ?? "";

/** What is known of a message and may be seen by an operator: ids, names, places; no key of a record, nothing personal. */
function attributesOf(operation: Operation, destination: Destination, envelope: Envelope): Attributes {
  const { system, name, group, partition, offset } = destination;
  const known: Attributes = {
    [attribute.system]: system,
    [attribute.operationName]: operation,
    [attribute.operationType]: operation,
    [attribute.destination]: name,
    [attribute.messageId]: envelope.id,
  };
  if (group) known[attribute.group] = group;
  if (partition !== undefined) known[attribute.partition] = String(partition);
  if (offset !== undefined) known[attribute.kafkaOffset] = Number(offset);
  const { caseId, caseNumber, municipality, portal, serviceKey } = envelope;
  if (caseId) known[ownAttribute.caseId] = caseId;
  if (caseNumber) known[ownAttribute.caseNumber] = caseNumber;
  if (municipality) known[ownAttribute.municipality] = municipality;
  if (portal) known[ownAttribute.portal] = portal;
  if (serviceKey) known[ownAttribute.serviceKey] = serviceKey;
  return known;
}

/**
 * Starts one hop of one message: a span in the trace that its envelope names. The caller ends it.
 * @param service the service (or connector) that works; each has a tracer of its own name
 */
export function startHop(service: string, operation: Operation, destination: Destination, envelope: Envelope): Span {
  const attributes = attributesOf(operation, destination, envelope);
  const name = `${operation} ${destination.name}`;
  return trace.getTracer(service).startSpan(name, { kind: kinds[operation], attributes }, contextOf(envelope));
}

/** A span of the work on a whole batch, linked to the hops of its messages (at most 100 links). */
export function startBatch(service: string, hops: readonly Span[]): Span {
  const links: Link[] = hops.slice(0, 100).map((hop) => ({ context: hop.spanContext() }));
  const attributes = {
    [attribute.system]: "antragsbus",
    [attribute.operationName]: "process_batch",
    [attribute.operationType]: "process",
    [attribute.messageCount]: hops.length,
  };
  const options = { links, attributes, kind: SpanKind.INTERNAL };
  return trace.getTracer(service).startSpan("process_batch", options, ROOT_CONTEXT);
}

/** Marks a span as failed, by a code of the fault table. */
export function failHop(span: Span, code: string): void {
  span.setAttribute(attribute.errorType, code);
  span.setStatus({ code: SpanStatusCode.ERROR, message: code });
}
