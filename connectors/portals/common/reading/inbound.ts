import { fileNameOf, type RefusalCode } from "../../../../platform/casework/index.ts";
import {
  type Codec,
  computeId,
  emptyEnvelope,
  type Params,
  RegistryAwayError,
  sha256,
  startHop,
  type Trace,
  traceOf,
  UnreadableError,
} from "../../../../platform/messaging/index.ts";
import type { PortalForms } from "../portal.ts";
import { type InlineFile, type Portal, type Pushed, UnknownFormError, UnmappableError } from "../portal.ts";
import { checkTexts } from "./texts.ts";

export type IntakeItem = Params<"intake.receive">["items"][number];

/** A record as Kafka hands it over. */
export interface KafkaRecord {
  partition: number;
  offset: string;
  key: Buffer | null;
  value: Buffer | null;
  /** the broker's clock, ms since 1970 */
  timestamp: string;
  traceparent: string;
  tracestate: string;
  /** when it was read, by the store's time: its date of receipt where Kafka tells none */
  readAt: Date;
}

/** An item for intake, and the files that `documents` has to have before. */
export interface Handover {
  item: IntakeItem;
  files: InlineFile[];
  /** what nobody has foreseen, where that is why it could not be read */
  failure?: unknown;
  /** it is of a form that nobody has announced */
  isUnknownForm?: boolean;
}

const keyPattern = /^[A-Za-z0-9._:-]+$/;
const keyBytesMax = 100;
/** The last moment that is written with a year of four digits, in ms since 1970: Kafka takes any number for a time. */
const timestampMax = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
/** What one record may have, in bytes; topics take 10 MiB so that we are the ones who answer. */
export const recordBytesMax = 8 * 1024 * 1024;
/** What a record may have beside its files, in bytes of JSON: events stay under 256 KiB, calls under 1 MB. */
const itemBytesMax = 200 * 1024;
const levels = ["basis", "substantiell", "hoch"] as const;

/** Thrown inside, turned into an item that says why. */
class Unusable extends Error {
  readonly code: RefusalCode;
  constructor(code: RefusalCode, detail: string) {
    super(detail);
    this.code = code;
  }
}

/**
 * Reads one record. Whatever is wrong with it becomes an item with the reason, so that every answer leaves by one
 * way; only a registry that does not answer is thrown (RegistryAwayError), since the record may be readable later.
 * @param by.forms all of the portal's that are known
 * @param by.group the consumer group that it was read in
 */
export async function readRecord(
  portal: Portal,
  codec: Codec,
  record: KafkaRecord,
  { forms, group = "" }: { forms: PortalForms; group?: string },
): Promise<Handover> {
  const { partition, offset, traceparent, tracestate } = record;
  const { tracestate: _, ...base } = baseOf(portal.name, record);
  const name = `${portal.name}.applications`;
  const envelope = {
    ...emptyEnvelope,
    id: base.deliveryId,
    type: name,
    portal: portal.name,
    caseId: computeId("case", portal.name, base.recordKey),
    traceparent,
    tracestate,
  };
  const hop = startHop(portal.name, "process", { system: "kafka", name, group, partition, offset }, envelope);
  const traced = { ...base, ...inItem(traceOf(hop)) };
  try {
    const handed = handover(portal, traced, await decode(portal, codec, record, forms));
    if (Buffer.byteLength(JSON.stringify(handed.item)) > itemBytesMax)
      throw new Unusable("too-large", `at most ${itemBytesMax} bytes beside the files`);
    return handed;
  } catch (error) {
    if (error instanceof RegistryAwayError) throw error;
    const problem = problemOf(error);
    if (problem)
      return {
        ...refused(traced, problem.code, problem.detail, problem.path),
        ...(error instanceof UnknownFormError && { isUnknownForm: true }),
      };
    return { ...refused(traced, "unreadable", "the record cannot be read"), failure: error };
  } finally {
    hop.end();
  }
}

/** A trace as an item has it: intake's contract knows no empty `tracestate`. */
const inItem = ({ traceparent, tracestate }: Trace) => ({ traceparent, ...(tracestate && { tracestate }) });

/**
 * Makes what is handed over in place of a record that is not taken.
 * @param detail what would fit
 * @param path the field, as the portal names it
 */
export function refused(base: Omit<IntakeItem, "kind">, code: RefusalCode, detail: string, path = ""): Handover {
  const { deliveryId, recordKey, partition, offset, sha256, receivedAt } = base;
  const place = {
    deliveryId,
    recordKey,
    partition,
    offset,
    sha256,
    receivedAt,
    ...inItem({ tracestate: "", ...base }),
  };
  return { item: { ...place, kind: "unreadable", problem: { code, detail, ...(path && { path }) } }, files: [] };
}

/** The application id that is a record's key, or undefined when it is none. */
function idIn(key: Buffer | null): string | undefined {
  const text = key && key.length <= keyBytesMax ? key.toString("utf8") : "";
  return keyPattern.test(text) ? text : undefined;
}

/** When Kafka has received a record, or undefined when its clock says what is no time. */
function timeOf(timestamp: string): Date | undefined {
  const milliseconds = Number(timestamp);
  return milliseconds >= 0 && milliseconds <= timestampMax ? new Date(milliseconds) : undefined;
}

/** Says what is known of a record without reading it. */
export function baseOf(portal: string, { key, value, partition, offset, timestamp, readAt, ...traced }: KafkaRecord) {
  const hash = sha256(value ?? Buffer.alloc(0));
  // A key that is no application id cannot name one: such a record is answered under a name made from the key.
  const recordKey = idIn(key) ?? `key-${sha256(key ?? Buffer.alloc(0)).slice(0, 32)}`;
  return {
    deliveryId: computeId("delivery", portal, recordKey, hash, partition, offset, timestamp),
    recordKey,
    partition,
    offset,
    sha256: hash,
    receivedAt: (timeOf(timestamp) ?? readAt).toISOString(),
    ...inItem(traced),
  };
}

async function decode(
  portal: Portal,
  codec: Codec,
  { key, value, timestamp }: KafkaRecord,
  forms: PortalForms,
): Promise<Pushed> {
  if (!value) throw new Unusable("unreadable", "the record has no value");
  if (value.length > recordBytesMax) throw new Unusable("too-large", `at most ${recordBytesMax} bytes`);
  const id = idIn(key);
  if (!id) throw new Unusable("bad-key", "the key is no application id");
  if (!timeOf(timestamp)) throw new Unusable("bad-timestamp", "the time of the record is not in 1970 to 9999");
  const { contract, body } = await codec.decode(portal.pushes, value);
  if (typeof body !== "object" || body === null) throw new Unusable("unreadable", "the value is no record");
  checkTexts(portal.texts, body, forms);
  const pushed = portal.read(contract.name, body, forms);
  if (pushed.applicationId !== id) throw new Unusable("bad-key", "the key is not the id in the record");
  return { ...pushed, files: pushed.files.map(checkedFile) };
}

/** A file that is what its hash and its media type say, with hash and name as they are written everywhere behind this. */
function checkedFile(file: InlineFile): InlineFile {
  const hash = sha256(file.content);
  if (hash !== file.sha256.toLowerCase()) throw new Unusable("attachment-hash", "SHA-256 of an attachment");
  if (!isOfType(file.mediaType, file.content)) throw new Unusable("attachment-content", "media type of an attachment");
  return { ...file, sha256: hash, name: fileNameOf(file.name) };
}

/** What files of the common types begin with; ISO 32000-1 § 7.5.2, ISO 15948 § 5.2, ISO 10918-1 § B.2.4. */
const beginnings: Record<string, Buffer> = {
  "application/pdf": Buffer.from("%PDF-"),
  "image/png": Buffer.from("89504e470d0a1a0a", "hex"),
  "image/jpeg": Buffer.from("ffd8ff", "hex"),
};

/** Whether a file can be what its media type says; of other types, and of an empty file, nothing is known. */
function isOfType(mediaType: string, content: Buffer): boolean {
  const beginning = beginnings[mediaType.split(";")[0]?.trim().toLowerCase() ?? ""];
  return !beginning || !content.length || content.subarray(0, beginning.length).equals(beginning);
}

/** What is wrong with a record, where that was foreseen. */
function problemOf(error: unknown): { code: RefusalCode; detail: string; path?: string } | undefined {
  if (error instanceof Unusable || error instanceof UnreadableError) return { code: error.code, detail: error.message };
  if (error instanceof UnmappableError) return { code: error.code, detail: error.expected, path: error.path };
  return undefined;
}

function handover({ trustCap }: Portal, base: Omit<IntakeItem, "kind">, pushed: Pushed): Handover {
  const attachments = pushed.files.map(({ content, ...file }) => ({ ...file, bytes: content.length }));
  if (pushed.kind !== "application") {
    const { kind, submissionId, text } = pushed;
    return { item: { ...base, kind, submissionId, text, attachments }, files: pushed.files };
  }
  const { municipality, serviceKey, form, data, applicant, trustLevel } = pushed;
  const capped = levels[Math.min(levels.indexOf(trustLevel), levels.indexOf(trustCap))] ?? "basis";
  return {
    item: {
      ...base,
      kind: "application",
      municipality,
      serviceKey,
      form,
      data,
      applicant,
      trustLevel: capped,
      attachments,
    },
    files: pushed.files,
  };
}
