import type { CaseFile } from "../../../../platform/casework/case/case-file.ts";
import { decided, refused } from "../../../../platform/casework/case/case-file.ts";
import {
  ApplicationAccepted,
  IdentityConfirmed,
  IdentityUnclear,
  NoticeRequested,
  type ObjectionAnswered,
  type ObjectionRaised,
  type ObjectionWithdrawn,
} from "../../../../platform/casework/case/events.ts";
import type { NoticeContent } from "../../../../platform/casework/letters/letter.ts";
import { factsOf, letter, noticeOf } from "../../../../platform/casework/letters/letter.ts";
import {
  type Decisions,
  objectionAccount,
  objectionEvents,
  objections,
} from "../../../../platform/casework/objections/objection-case.ts";
import type { DomainDefinition } from "../../../../platform/casework/service/case-processor.ts";
import { caseDefinition } from "../../../../platform/casework/service/case-service.ts";
import { plainDecision } from "../../../../platform/casework/service/decision.ts";
import { appeals, appealsBy } from "../../../support/appeals.ts";
import { Scene } from "../../../support/given.ts";

const { towns } = appeals;
export const number = "GLA-26-7K3M9-Q2XAB-41";
export const person = {
  ...{ familyName: "Beispiel", givenNames: "Änne", birthDate: "1984-02-29" },
  address: { street: "Musterweg", houseNumber: "1", supplement: "", postcode: "45966", city: "Gladbeck" },
};
const metadata = { municipality: "055620014014", portal: "portal", serviceKey: "99115003012000" };
export const certificate = { ...metadata, caseId: "certificate", caseNumber: number, account: "certificate" };
export const objection = {
  ...{ ...metadata, caseId: "objection", caseNumber: "GLA-26-00000-00000-00", account: objectionAccount("objection") },
  applicationId: "EL-2",
};
/** A service that leaves everything to a person, whose letter says what they say. */
const deciding = (appeals: ReturnType<typeof appealsBy>) =>
  caseDefinition({
    decision: plainDecision,
    ...{ ...appeals, name: "residence-certificate" },
    judge: () => ({ kind: "person", reasons: [{ code: "open", sentence: "Es ist zu entscheiden.", paragraph: "" }] }),
    decide: (file, { outcome, reason }, now) => {
      const granted = { outcome: "granted", sentence: "Bewilligt.", decidedBy: "person", amountCents: null } as const;
      const closed = outcome === "grant" ? decided(file, granted, now) : refused(file, reason, now);
      const facts = factsOf(towns, "", file, now);
      const parts = [reason, ...appeals.legalRemedies.blocks("decision", facts)];
      const content = letter(facts, { title: "Bescheid", parts });
      return { file: closed.file, events: [...closed.events, noticeOf(file, content)] };
    },
  });
const withObjections = (service: DomainDefinition): DomainDefinition => ({
  ...service,
  processors: [objections(towns, async () => new Map()), ...service.processors],
  publishes: [...service.publishes, ...objectionEvents],
});
const services = {
  objection: withObjections(deciding(appeals)),
  action: withObjections(deciding(appealsBy("action"))),
};

/** The office, the case that was decided, and the objection: what one says is handed to the other as the bus would. */
export class Office extends Scene<CaseFile, Decisions> {
  constructor(by: keyof typeof services = "objection") {
    super(services[by]);
    this.prepared = new Map();
  }

  applied(): this {
    return this.on("2026-11-23")
      .for({ ...certificate, receivedAt: "2026-11-23T10:00:00Z" })
      .applies("residence-certificate.v1", { scope: "simple" }, person)
      .when(IdentityUnclear, { reason: "no_exact_match", sentence: "Die Anschrift stimmt nicht." });
  }

  /** A certificate that a person refused on 23 November 2026. */
  refused(): this {
    return this.applied().decides({
      caseNumber: number,
      outcome: "refuse",
      reason: "Die Person ist hier nicht gemeldet.",
    });
  }

  /** Somebody objects, and what follows reaches the case that was decided. */
  objects(day: string, who = person, decision = number): this {
    this.on(day)
      .for({ ...objection, receivedAt: `${day}T10:00:00Z` })
      .applies("objection.v1", { decision, grounds: "Ich wohne seit 2011 hier." }, who)
      .confirmed();
    return this;
  }

  applies(form: string, data: object, applicant: typeof person): this {
    const body = { applicant, form, data: JSON.stringify(data), attachments: [] };
    const levels = { trustLevel: "hoch", demandedTrustLevel: "hoch" } as const;
    const prepared = new Map([[number, certificate]]);
    return this.when(ApplicationAccepted, { ...body, ...levels }, {}, prepared);
  }

  confirmed(): this {
    return this.when(IdentityConfirmed, { trustLevel: "hoch", registered: person, residentSince: "2011-04-01" });
  }

  /** Hands on what the service said to itself. */
  passes(contract: typeof ObjectionRaised | typeof ObjectionAnswered | typeof ObjectionWithdrawn): this {
    const { body, metadata } = this.newEvent(contract);
    return this.when(contract as typeof ObjectionRaised, body as never, metadata);
  }

  decidesAnew(outcome: "grant" | "refuse", reason = "Der Mietvertrag belegt es."): this {
    return this.decides({ caseNumber: number, outcome, reason }, certificate);
  }
  /** The next look for a case that was not there, when it is due. */
  looks(found = ""): this {
    const [timer] = this.timers;
    if (!timer) throw new Error("no timer");
    const prepared = new Map(found ? [[found, certificate]] : []);
    return this.on(timer.due).handle(
      `timer.${timer.name}`,
      { key: "objection", argument: timer.argument },
      { id: timer.id, account: objection.account },
      prepared,
    );
  }

  get timers() {
    return this.views.flatMap(({ timers }) => timers);
  }
  /** What the letter says that was written last. */
  get letter(): string {
    const { blocks } = JSON.parse(this.said(NoticeRequested).content) as NoticeContent;
    return blocks.flatMap((block) => ("text" in block ? [block.text] : [])).join("\n");
  }
  get file(): CaseFile {
    return this.states.get(`${metadata.municipality}/case/certificate`) as CaseFile;
  }
  get tasks() {
    return this.views.flatMap(({ tasks }) => tasks);
  }
}

export const office = () => new Office().refused();
