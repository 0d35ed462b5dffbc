import { CaseDelayed, DocumentIssued, NoticeRequested } from "../../platform/contracts/events.ts";
import { compileSchema, readSchema } from "../../platform/contracts/validate.ts";
import { Fault } from "../../platform/faults.ts";
import { draft, type Message, of, type Surface } from "../../platform/service/surface.ts";
import type { FormData } from "../../types/generated/forms.ts";
import { RenderError } from "./render/render-error.ts";

export type NoticeContent = FormData["notice-content.v1"];

/** What documents keeps of a case: the documents that were issued for it. */
export interface DocumentsState {
  issued: { sha256: string; title: string }[];
}

/** A rendered document, or why it could not be rendered. */
export type Rendered = { sha256: string; bytes: number; title: string } | { fault: Fault };

export interface DocumentsParts {
  /** content → PDF; the same content gives the same bytes */
  render(content: NoticeContent): Promise<Buffer>;
  /** keeps a PDF and returns its SHA-256 */
  archive(municipality: string, pdf: Buffer): Promise<string>;
}

const check = compileSchema(readSchema("forms", "notice-content.v1.json"));
/** Rendering takes some 20 ms each, so a batch is done within half a second. */
const batchMax = 16;

/** Renders notices to PDF and archives them, at its own pace. */
export function documents(parts: DocumentsParts): Surface<DocumentsState, Map<string, Rendered>> {
  return {
    name: "documents",
    batchMax,
    takes: [NoticeRequested],
    publishes: [DocumentIssued, CaseDelayed],
    initial: () => ({ issued: [] }),
    key: ({ envelope }) => ({ tenant: envelope.municipality, key: envelope.caseId }),
    prepare: async (messages) => {
      // One is archived while the next is rendered.
      const rendered = await Promise.all(messages.map((message) => render(parts, message)));
      return new Map(messages.map(({ id }, i) => [id, rendered[i] ?? { fault: new Fault("unexpected") }]));
    },
    handle: (state, message, { prepared }) => {
      const done = prepared.get(message.id);
      if (!of(NoticeRequested, message) || !done) throw new Fault("bad-contract", message.type);
      if ("fault" in done) throw done.fault;
      const { kind } = message.body;
      const { sha256, bytes, title } = done;
      const name = `${kind === "certificate" ? "bescheinigung" : "bescheid"}-${message.envelope.caseNumber}.pdf`;
      const issued = { sha256, bytes, title, name, mediaType: "application/pdf", kind };
      return { state: { issued: [...state.issued, { sha256, title }] }, events: [draft(DocumentIssued, issued)] };
    },
    view: ({ issued }) => ({ status: issued.length ? "issued" : "none", tasks: [], timers: [] }),
  };
}

/** Only what is wrong with the content belongs to the message; a renderer or archive that fails is tried again. */
async function render({ render, archive }: DocumentsParts, message: Message): Promise<Rendered> {
  if (!of(NoticeRequested, message)) return { fault: new Fault("bad-contract", message.type) };
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
