import { expect } from "chai";
import { isCaseNumber } from "../../../platform/casework/case/case-number.ts";
import {
  ApplicationAccepted,
  ApplicationRefused,
  RecordRefused,
  RecordRepeated,
  ReplyReceived,
  WithdrawalReceived,
} from "../../../platform/casework/case/events.ts";
import { repliesMax } from "../../../platform/casework/case/room.ts";
import { type RefusalCode, refusals } from "../../../platform/casework/questions/refusals.ts";
import { computeId, keyedHash } from "../../../platform/messaging/ids.ts";
import { offers } from "../../housing-benefit/housing-benefit.ts";
import { Offers } from "../offers.ts";
import { announcement, applicant, Counter, dog, gladbeck, hashKey } from "./counter.ts";

const counter = () => new Counter();
const certificate = {
  serviceKey: "99115003012000",
  form: "residence-certificate.v1",
  data: { scope: "simple" },
};

describe("intake: an application that fits", () => {
  it("is accepted with what it says, and what the service demands", () => {
    const file = { sha256: "0".repeat(64), name: "Impfpass.pdf", mediaType: "application/pdf", bytes: 5 };
    const pushed = counter()
      .push({ attachments: [file] })
      .leadsTo(ApplicationAccepted);
    expect(pushed.answer).to.equal("accepted");
    expect(pushed.said(ApplicationAccepted)).to.deep.equal({
      applicant,
      form: "dog-tax-registration.v1",
      data: JSON.stringify(dog),
      trustLevel: "substantiell",
      demandedTrustLevel: "basis",
      attachments: [file],
    });
    expect(pushed.view.status).to.equal("accepted");
  });

  it("gets a case number with town, year and check digits, always the same one", () => {
    const { metadata } = counter().push().newEvent(ApplicationAccepted);
    expect(metadata.caseNumber)
      .to.match(/^GLA-26-/)
      .and.satisfy(isCaseNumber);
    expect(counter().push().newEvent(ApplicationAccepted).metadata).to.deep.equal(metadata);
    const other = counter().push({ recordKey: "a-2" }).newEvent(ApplicationAccepted).metadata;
    expect(other.caseNumber).not.to.equal(metadata.caseNumber);
    const elsewhere = counter().push({ portal: "sozialplattform-nrw" }).newEvent(ApplicationAccepted).metadata;
    expect(elsewhere.caseNumber).not.to.equal(metadata.caseNumber);
  });

  it("has the year of its receipt in Berlin", () => {
    const yearOf = (receivedAt: string) =>
      counter().push({}, receivedAt).newEvent(ApplicationAccepted).metadata.caseNumber?.slice(4, 6);
    expect(yearOf("2026-12-31T22:59:59.000Z")).to.equal("26");
    expect(yearOf("2026-12-31T23:30:00.000Z")).to.equal("27");
    expect(yearOf("2026-06-30T22:30:00.000Z")).to.equal("26");
  });

  it("is told by its envelope, without personal data", () => {
    const { metadata } = counter().push({}, "2026-11-22T10:00:00.000Z").newEvent(ApplicationAccepted);
    expect(metadata).to.include({
      municipality: gladbeck,
      portal: "serviceportal-emscher-lippe",
      applicationId: "a-1",
      serviceKey: "99102013104000",
      receivedAt: "2026-11-22T10:00:00.000Z",
    });
    expect(JSON.stringify(metadata)).not.to.match(/Beispiel|Žofie|Musterweg|1984|Bello/);
  });

  it("shares an account with its household where the offer names one, else stands for itself", () => {
    const accountOf = (change = {}) => counter().push(change).newEvent(ApplicationAccepted).metadata.account;
    const expected = keyedHash(hashKey, gladbeck, "dog-tax", "Beispielová", "musterweg 12a 45966");
    expect(accountOf()).to.equal(expected);
    expect(accountOf({ recordKey: "a-2", applicant: { ...applicant, givenNames: "Jan" } })).to.equal(expected);
    expect(accountOf({ applicant: { ...applicant, familyName: "BEISPIELOVÁ" } })).to.equal(expected);
    expect(accountOf({ applicant: { ...applicant, familyName: "Muster" } })).not.to.equal(expected);
    const at = (street: string, houseNumber: string) =>
      accountOf({ applicant: { ...applicant, address: { ...applicant.address, street, houseNumber } } });
    for (const [street, houseNumber] of [
      ["Musterweg", "12 a"],
      ["Musterweg 12 A", ""],
      ["MUSTER-WEG", "12a"],
    ] as const)
      expect(at(street, houseNumber), `${street} ${houseNumber}`).to.equal(expected);
    expect(at("Musterweg", "12b")).not.to.equal(expected);
    const end = { serviceKey: "99102013070000", form: "dog-tax-deregistration.v1" };
    const data = { dog: { name: "Bello" }, endedOn: "2026-11-02", reason: "died" };
    expect(accountOf({ ...end, data }), "registration and deregistration").to.equal(expected);
    const { metadata } = counter().push(certificate).newEvent(ApplicationAccepted);
    expect(metadata.account).to.equal(metadata.caseId);
  });
});

describe("intake: the same record again", () => {
  it("gets its first answer again and has no other effect", () => {
    const pushed = counter().push();
    const { id } = pushed.newEvent(ApplicationAccepted).metadata;
    const { state } = pushed;
    pushed.push().leadsTo(RecordRepeated);
    expect(pushed.answer).to.equal("duplicate");
    expect(pushed.said(RecordRepeated)).to.include({ answeredBy: id, offset: "2", recordKey: "a-1" });
    expect(pushed.state).to.deep.equal(state);
  });

  it("gets its refusal again as long as it is refused for the same reason", () => {
    const pushed = counter().push({ serviceKey: "0" }).leadsTo(ApplicationRefused);
    const { id } = pushed.newEvent(ApplicationRefused).metadata;
    pushed.push({ serviceKey: "0" }).leadsTo(RecordRepeated);
    expect(pushed.said(RecordRepeated).answeredBy).to.equal(id);
    const garbage = { kind: "unreadable" as const, problem: { code: "unreadable" }, sha256: "f".repeat(64) };
    pushed.push(garbage).leadsTo(RecordRefused).push(garbage).leadsTo(RecordRepeated);
  });

  it("is taken once what was missing is there: its schema, or the application that it answers", () => {
    const sha256 = "a".repeat(64);
    const pushed = counter().push({ kind: "unreadable", problem: { code: "unknown-schema" }, sha256 });
    pushed.leadsTo(RecordRefused).push({ sha256 }).leadsTo(ApplicationAccepted);
    pushed.push({ sha256 }).leadsTo(RecordRepeated);
    const early = counter().reply().leadsTo(RecordRefused).push().leadsTo(ApplicationAccepted);
    early.reply().leadsTo(ReplyReceived).reply().leadsTo(RecordRepeated);
  });

  it("is refused as a record when its content is another: the application stays as it is", () => {
    const pushed = counter().push();
    pushed.push({ applicant: { ...applicant, familyName: "Muster" } }).leadsTo(RecordRefused);
    expect(pushed.said(RecordRefused)).to.include({ code: "content-differs", recordKey: "a-1", offset: "2" });
    expect(pushed.view.status).to.equal("accepted");
    pushed.push().leadsTo(RecordRepeated);
  });
});

describe("intake: a record that is given up", () => {
  it("is told to its portal as delayed, since nobody else knows of it", () => {
    expect(
      counter()
        .push()
        .service.publishes.map(({ name }) => name),
    ).to.include("case.delayed.v1");
  });
});

describe("intake: refusals", () => {
  const refused: Partial<Record<RefusalCode, () => Counter>> = {
    "unknown-municipality": () => counter().push({ municipality: "099999999999" }),
    "not-offered": () => counter().push({ serviceKey: "99012035007000" }),
    "unknown-form": () => counter().push({ form: "dog-tax-registration.v2" }),
    "form-mismatch": () => counter().push({ data: {} }),
    "content-differs": () => counter().push().push({ form: "other" }),
    "unknown-application": () => counter().withdraw(),
    "too-large": () =>
      counter()
        .push()
        .reply({ text: "ä".repeat(110_000) }),
    unreadable: () => counter().push({ kind: "unreadable", problem: { code: "unreadable" } }),
    "unknown-schema": () => counter().push({ kind: "unreadable", problem: { code: "unknown-schema" } }),
    "bad-timestamp": () => counter().push({ kind: "unreadable", problem: { code: "bad-timestamp" } }),
    "not-handled": () => counter().push({ kind: "unreadable", problem: { code: "not-handled" } }),
    "bad-key": () => counter().push({ kind: "unreadable", problem: { code: "bad-key" } }),
    "attachment-hash": () => counter().push({ kind: "unreadable", problem: { code: "attachment-hash" } }),
    "attachment-content": () => counter().push({ kind: "unreadable", problem: { code: "attachment-content" } }),
    "too-many-replies": () => {
      const pushed = counter().push();
      for (let i = 0; i <= repliesMax; i += 1) pushed.reply({ submissionId: `r-${i}` });
      return pushed;
    },
    ...Object.fromEntries(
      ["unknown-code", "unclear-value", "repeated-field", "letter-not-allowed"].map((code) => [
        code,
        () => counter().push({ kind: "unreadable", problem: { code, path: "/grund" } }),
      ]),
    ),
  };
  const byServices = ["account-full"]; // Only the service knows what an account has.
  for (const [code, { scope, sentence, repair }] of Object.entries(refusals).filter(
    ([code]) => !byServices.includes(code),
  ))
    it(`say what is wrong and how to repair it: ${code}`, () => {
      const pushed = refused[code as RefusalCode]?.();
      if (!pushed) throw new Error(`no record is refused for ${code}`);
      const body = pushed.said(scope === "record" ? RecordRefused : ApplicationRefused);
      expect(body).to.include({ code, sentence, repair });
      expect(sentence).to.match(/^[A-ZÄÖÜ].*\.$/);
      expect(repair).to.match(/^[A-ZÄÖÜ].*\.$/);
      expect(pushed.answer).to.equal("refused");
    });

  it("of the form name every problem by its path, without the values", () => {
    const secret = "DE00 geheim";
    const data = {
      dog: { name: "", chipNumber: secret, heightCm: 500, nickname: secret, sex: secret },
      keptSince: "2026-02-30",
      mandate: { iban: secret, holder: secret, signedOn: secret },
    };
    const { problems } = counter().push({ data }).said(ApplicationRefused);
    expect(problems.map(({ path, rule }) => `${path} ${rule}`)).to.have.members([
      "/dog/breed required",
      "/dog/name minLength",
      "/dog/chipNumber pattern",
      "/dog/heightCm maximum",
      "/dog additionalProperties",
      "/dog/sex enum",
      "/keptSince format",
      "/mandate/iban format",
      "/mandate/signedOn format",
    ]);
    expect(JSON.stringify(problems)).not.to.include("geheim");
  });

  it("of a form name the forms that there are", () => {
    expect(counter().push({ form: "residence-certificate.v1" }).said(ApplicationRefused).problems).to.deep.equal([
      { path: "/form", rule: "enum", expected: "must be one of dog-tax-registration.v1" },
    ]);
  });

  it("of a record name where it lies", () => {
    const { said } = { said: counter().withdraw().said(RecordRefused) };
    expect(said).to.include({ partition: 0, offset: "1", recordKey: "a-1" });
    expect(said.sha256).to.match(/^[0-9a-f]{64}$/);
  });

  it("hand on the field that a connector named", () => {
    const problem = { code: "unknown-code", path: "/grund", detail: "eines von: TOD" };
    const pushed = counter().push({ kind: "unreadable", problem });
    expect(pushed.said(RecordRefused).problems).to.deep.equal([
      { path: "/grund", rule: "unknown-code", expected: "eines von: TOD" },
    ]);
  });

  it("are unreadable for a reason that is in no table", () => {
    const pushed = counter().push({ kind: "unreadable", problem: { code: "no-such-code" } });
    expect(pushed.said(RecordRefused).code).to.equal("unreadable");
  });

  it("do not let an application in that says nothing about who applies", () => {
    const pushed = counter();
    const { applicant: _, ...nobody } = { applicant };
    pushed.push({ ...nobody, applicant: undefined as never });
    expect(pushed.said(ApplicationRefused).problems[0]?.path).to.equal("/applicant");
  });
});

describe("intake: what an application is about", () => {
  const housing = new Offers([]);
  const withObjection = offers.map((offer) => ({ ...offer, forms: [...offer.forms, "objection.v1"] }));
  housing.set(1, announcement("housing-benefit", withObjection));
  const accountOf = (change: Parameters<Counter["push"]>[0]) =>
    new Counter(housing).push(change).newEvent(ApplicationAccepted).metadata.account;
  const form = { members: [{ relation: "applicant", birthDate: "1984-02-29" }], rentCents: 1, wealthCents: 0 };
  const account = { iban: "DE46000000000000000014", holder: "Žofie Beispielová" };

  it("is the case that it follows, where its offer says so", () => {
    const first = { serviceKey: "99107023017000", form: "housing-benefit.v1", data: { ...form, account } };
    const data = { ...first.data, change: { application: "a-1", changedOn: "2026-11-01" } };
    const second = { ...first, serviceKey: "99107023011000", recordKey: "a-2", data };
    expect(accountOf(second)).to.equal(accountOf(first));
    expect(accountOf({ ...second, portal: "sozialplattform-nrw" })).not.to.equal(accountOf(first));
    expect(accountOf({ ...second, data: first.data })).to.equal(
      computeId("case", "serviceportal-emscher-lippe", "a-2"),
    );
  });

  it("is an account of its own for an objection, whatever the service", () => {
    const objection = { form: "objection.v1", data: { decision: "GLA-26-7K3M9-Q2XAB-41" } };
    expect(accountOf({ ...objection, serviceKey: "99107023017000" })).to.equal(
      `objection/${computeId("case", "serviceportal-emscher-lippe", "a-1")}`,
    );
  });
});

describe("intake: replies and withdrawals", () => {
  it("go to the case that they are about", () => {
    const pushed = counter().push();
    const { caseId, caseNumber, account } = pushed.newEvent(ApplicationAccepted).metadata;
    pushed.reply().leadsTo(ReplyReceived);
    expect(pushed.said(ReplyReceived)).to.deep.include({ submissionId: "r-1", text: "Anbei der Impfpass." });
    expect(pushed.newEvent(ReplyReceived).metadata).to.include({ caseId, caseNumber, account, municipality: gladbeck });
    pushed.withdraw().leadsTo(WithdrawalReceived);
    expect(pushed.said(WithdrawalReceived)).to.deep.equal({ submissionId: "w-1", reason: "Hat sich erledigt." });
  });

  it("about nothing that was accepted are refused as records", () => {
    for (const pushed of [counter(), counter().push({ data: {} })]) {
      pushed.reply().leadsTo(RecordRefused).withdraw().leadsTo(RecordRefused);
      expect(pushed.said(RecordRefused).code).to.equal("unknown-application");
    }
  });
});
