import {
  ApplicationForwarded,
  CaseDelayed,
  DocumentIssued,
  NoticeRequested,
  noTown,
  ReplyReceived,
} from "../../platform/casework/index.ts";
import {
  compileSchema,
  Fault,
  is,
  type Message,
  newEvent,
  onEach,
  type Processor,
  readSchema,
  type ServiceDefinition,
} from "../../platform/messaging/index.ts";
import type { EventBodies } from "../../types/generated/events.ts";
import type { FormData } from "../../types/generated/forms.ts";
import { RenderError } from "./render/render-error.ts";

export type NoticeContent = FormData["notice-content.v1"];

/** What documents keeps of a case: the documents that were issued for it. */
export interface DocumentsState {
  issued: { sha256: string; title: string }[];
}

/** A rendered document, attachments that their town can read now, or why there is neither. */
export type Prepared = { sha256: string; bytes: number; title: string } | { shared: number } | { fault: Fault };

export interface DocumentsParts {
  /** content → PDF; the same content gives the same bytes */
  render(content: NoticeContent): Promise<Buffer>;
  /** keeps a PDF and returns its SHA-256 */
  archive(municipality: string, pdf: Buffer): Promise<string>;
  /** lets a town read a file that another one has; throws Fault not-found */
  share(sha256: string, from: string, municipality: string): Promise<void>;
}

const check = compileSchema(readSchema("forms", "notice-content.v1.json"));
/** Rendering takes some 20 ms each, so a batch is done within half a second. */
const batchMax = 16;

/** Renders notices to PDF and archives them, at its own pace. Attachments follow their case to its town. */
export const documents = (parts: DocumentsParts): ServiceDefinition => ({
  name: "documents",
  batchMax,
  processors: [cases(parts)],
  publishes: [DocumentIssued, CaseDelayed],
});

function cases(parts: DocumentsParts): Processor<DocumentsState, Map<string, Prepared>> {
  return {
    name: "case",
    initial: () => ({ issued: [] }),
    key: ({ envelope }) => ({ tenant: envelope.municipality, key: envelope.caseId }),
    prepare: async (messages) => {
      // One is archived while the next is rendered.
      const done = await Promise.all(messages.map((message) => prepare(parts, message)));
      return new Map(messages.map(({ id }, i) => [id, done[i] ?? { fault: new Fault("unexpected") }]));
    },
    on: onEach([NoticeRequested, ReplyReceived, ApplicationForwarded], (state, message, { prepared }) => {
      const done = prepared.get(message.id);
      if (!done) throw new Fault("bad-contract", message.type);
      if ("fault" in done) throw done.fault;
      if ("shared" in done) return { state, events: [] };
      if (!is(NoticeRequested, message)) throw new Fault("bad-contract", message.type);
      const { kind } = message.body;
      const { sha256, bytes, title } = done;
      const name = fileName(kind, message.envelope.caseNumber, state.issued.length + 1);
      const issued = { sha256, bytes, title, name, mediaType: "application/pdf", kind };
      return { state: { issued: [...state.issued, { sha256, title }] }, events: [newEvent(DocumentIssued, issued)] };
    }),
    view: ({ issued }) => ({ status: issued.length ? "issued" : "none", tasks: [], timers: [] }),
  };
}

/** No two documents of a case have one name: from the second on the name has its number, e.g. "bescheid-GLA-…-2.pdf". */
function fileName(kind: EventBodies["notice.requested.v1"]["kind"], caseNumber: string, number: number): string {
  const begin = kind === "certificate" ? "bescheinigung" : "bescheid";
  return `${begin}-${caseNumber}${number > 1 ? `-${number}` : ""}.pdf`;
}

async function prepare(parts: DocumentsParts, message: Message): Promise<Prepared> {
  if (is(NoticeRequested, message)) return await render(parts, message);
  // A reply names no town; the files of an application are with the town that it was sent to.
  if (is(ReplyReceived, message)) return await share(parts, message, noTown);
  if (is(ApplicationForwarded, message)) return await share(parts, message, message.body.forwardedBy);
  return { fault: new Fault("bad-contract", message.type) };
}

type Enclosing = Message<{ attachments: { sha256: string }[] }>;

/** Only a file that is nowhere belongs to the message; a store that fails is tried again. */
async function share({ share }: DocumentsParts, { body, envelope }: Enclosing, from: string): Promise<Prepared> {
  try {
    // Events from before hashes had one form have them as a portal wrote them.
    for (const { sha256 } of body.attachments) await share(sha256.toLowerCase(), from, envelope.municipality);
    return { shared: body.attachments.length };
  } catch (error) {
    if (error instanceof Fault) return { fault: error };
    throw error;
  }
}

/** Only what is wrong with the content belongs to the message; a renderer or archive that fails is tried again. */
async function render(
  { render, archive }: DocumentsParts,
  message: Message<EventBodies["notice.requested.v1"]>,
): Promise<Prepared> {
  let content: unknown;
  try {
    content = JSON.parse(message.body.content);
  } catch {
    return { fault: new Fault("bad-contract", "content is no JSON") };
  }
  const [problem] = check(content);
  if (problem) return { fault: new Fault("bad-contract", `content ${problem.path}: ${problem.rule}`) };
  let pdf: Buffer;
  try {
    pdf = await render(content as NoticeContent);
  } catch (error) {
    // What would end the same way again is this message's own fault.
    if (error instanceof RenderError && (error.code === "too-long" || error.code === "payment-code"))
      return { fault: new Fault("bad-contract", `content cannot be rendered: ${error.code}`) };
    throw error;
  }
  const sha256 = await archive(message.envelope.municipality, pdf);
  return { sha256, bytes: pdf.length, title: (content as NoticeContent).title };
}
