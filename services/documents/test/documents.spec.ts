import { expect } from "chai";
import { DocumentIssued, NoticeRequested } from "../../../platform/casework/case/events.ts";
import { Fault } from "../../../platform/messaging/faults.ts";
import { sha256 } from "../../../platform/messaging/ids.ts";
import type { Message } from "../../../platform/messaging/messages/message.ts";
import { given, type Scene } from "../../../test/support/given.ts";
import { type DocumentsState, documents, type NoticeContent, type Prepared } from "../documents.ts";
import { RenderError } from "../render/render-error.ts";
import { notice } from "./notices.ts";

type Desk = Scene<DocumentsState, Map<string, Prepared>> & { archived: string[] };

/** `documents` with a renderer that prints the title, and an archive that keeps what it is given. */
function desk(render: (content: NoticeContent) => Promise<Buffer> = async ({ title }) => Buffer.from(title)): Desk {
  const archived: string[] = [];
  const service = documents({
    render,
    archive: async (municipality, pdf) => {
      archived.push(`${municipality} ${pdf.toString()}`);
      return sha256(pdf);
    },
    share: async (hash) => {
      throw new Fault("not-found", hash);
    },
  });
  return Object.assign(
    given<DocumentsState, Map<string, Prepared>>(service, {
      municipality: "055620014014",
      caseId: "case",
      caseNumber: "GLA-26-1",
    }),
    {
      archived,
    },
  );
}

const body = (content: unknown, kind: "notice" | "certificate" = "notice") => ({
  content: typeof content === "string" ? content : JSON.stringify(content),
  kind,
});

async function ask(desk: Desk, content: unknown, kind?: "notice" | "certificate"): Promise<Desk> {
  const message = {
    id: "message",
    type: NoticeRequested.name,
    envelope: { municipality: "055620014014" },
    body: body(content, kind),
  } as Message;
  const prepared = await desk.prepare([message]);
  desk.when(NoticeRequested, body(content, kind), { id: "message" }, prepared);
  return desk;
}

async function faultOf(asked: Promise<unknown>): Promise<unknown> {
  return asked.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe("documents", () => {
  it("renders a notice, archives it by its content, and says that it is issued", async () => {
    const asked = await ask(desk(), notice({ title: "Bescheid" }));
    const pdf = Buffer.from("Bescheid");
    expect(asked.leadsTo(DocumentIssued).said(DocumentIssued)).to.deep.equal({
      sha256: sha256(pdf),
      bytes: pdf.length,
      mediaType: "application/pdf",
      name: "bescheid-GLA-26-1.pdf",
      title: "Bescheid",
      kind: "notice",
    });
    expect(asked.archived).to.deep.equal(["055620014014 Bescheid"]);
    expect(asked.view.status).to.equal("issued");
  });

  it("names a certificate as one", async () => {
    const asked = await ask(desk(), notice({}), "certificate");
    expect(asked.said(DocumentIssued)).to.include({ name: "bescheinigung-GLA-26-1.pdf", kind: "certificate" });
  });

  it("keeps all documents of a case", async () => {
    const asked = await ask(await ask(desk(), notice({ title: "Erster" })), notice({ title: "Zweiter" }));
    expect(asked.state.issued.map(({ title }) => title)).to.deep.equal(["Erster", "Zweiter"]);
  });

  it("gives no two documents of a case one name", async () => {
    let asked = desk();
    const names: string[] = [];
    for (const kind of ["notice", "notice", "certificate", "notice"] as const) {
      asked = await ask(asked, notice({}), kind);
      names.push(asked.said(DocumentIssued).name);
    }
    expect(names).to.deep.equal([
      "bescheid-GLA-26-1.pdf",
      "bescheid-GLA-26-1-2.pdf",
      "bescheinigung-GLA-26-1-3.pdf",
      "bescheid-GLA-26-1-4.pdf",
    ]);
  });

  const bad: Record<string, [unknown, RegExp]> = {
    "no JSON": ["{", /content is no JSON/],
    "content that does not fit": [{ ...notice({}), blocks: [{ kind: "poem", text: "geheim" }] }, /content \/blocks\/0/],
    "a missing title": [{ ...notice({}), title: undefined }, /content \/title: required/],
  };
  for (const [what, [content, detail]] of Object.entries(bad))
    it(`is done for good with ${what}, and names no value`, async () => {
      const fault = await faultOf(ask(desk(), content));
      expect(fault).to.be.instanceOf(Fault).and.to.include({ code: "bad-contract", retry: false });
      expect((fault as Fault).detail)
        .to.match(detail)
        .and.not.to.include("geheim");
    });

  for (const code of ["too-long", "payment-code"] as const)
    it(`is done for good with a notice that cannot be rendered: ${code}`, async () => {
      const fault = await faultOf(
        ask(
          desk(async () => {
            throw new RenderError(code, "geheim");
          }),
          notice({}),
        ),
      );
      expect(fault).to.include({ code: "bad-contract", retry: false });
      expect((fault as Fault).message).not.to.include("geheim");
    });

  it("tries again when the renderer or the archive fails: the batch is not handled", async () => {
    const fault = await faultOf(
      ask(
        desk(async () => {
          throw new Error("worker ended");
        }),
        notice({}),
      ),
    );
    expect(fault).to.be.instanceOf(Error).and.not.instanceOf(Fault);
  });

  it("one bad notice does not keep the others of its batch from being issued", async () => {
    const counter = desk();
    const message = (id: string, content: unknown) =>
      ({ id, type: NoticeRequested.name, envelope: { municipality: "m" }, body: body(content) }) as Message;
    const prepared = await counter.prepare([message("bad", "{"), message("good", notice({ title: "Gut" }))]);
    counter.when(NoticeRequested, body(notice({ title: "Gut" })), { id: "good" }, prepared).leadsTo(DocumentIssued);
    expect(() => counter.when(NoticeRequested, body("{"), { id: "bad" }, prepared)).to.throw(Fault, "bad-contract");
  });
});
