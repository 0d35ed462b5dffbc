import type { CaseFile } from "../../platform/casework/case/case-file.ts";
import {
  ApplicationAccepted,
  IdentityConfirmed,
  NoticeRequested,
  ObjectionRaised,
  PaymentArranged,
  PaymentRequested,
} from "../../platform/casework/case/events.ts";
import type { NoticeContent } from "../../platform/casework/letters/letter.ts";
import { readTowns } from "../../platform/casework/towns/towns.ts";
import type { ServiceDefinition } from "../../platform/messaging/engine/processor.ts";
import { arrange, type TownAccount } from "../../services/payments/rules.ts";
import type { EventBodies } from "../../types/generated/events.ts";
import { Scene } from "../support/given.ts";
import { heard, raised } from "../support/objecting.ts";

export const towns = readTowns();
export const gladbeck = "055620014014";
export const caseNumber = "GLA-26-7K3M9-Q2XAB-41";

/** Who applies for everything here; there is nobody of that name. */
export const applicant = {
  familyName: "Beispielová",
  givenNames: "Žofie Änne",
  birthDate: "1984-02-29",
  address: { street: "Musterweg", houseNumber: "12a", supplement: "", postcode: "45966", city: "Gladbeck" },
};

const account: TownAccount = {
  from: "2020-01-01",
  payee: "Stadtkasse Gladbeck (erfunden)",
  iban: "DE46000000000000000014",
  creditorId: "DE98ZZZ09999999999",
  firstDueDays: 30,
  source: "invented",
};

/** An office of a town with one service: what one applicant sends it, and the letters that it writes. */
export class Office<S = CaseFile, P = undefined> extends Scene<S, P> {
  readonly letters: NoticeContent[] = [];
  private cases = 0;

  constructor(service: ServiceDefinition, day = "2026-11-23", municipality = gladbeck) {
    super(heard(service), { municipality, portal: "portal", account: "case" });
    this.on(day);
  }

  override on(moment: string): this {
    return super.on(moment).for({ receivedAt: moment.length === 10 ? `${moment}T11:00:00.000Z` : moment });
  }

  override handle(type: string, body: unknown, metadata = {}, prepared?: P): this {
    super.handle(type, body, metadata, prepared);
    for (const { contract, body } of this.events)
      if (contract.name === NoticeRequested.name)
        this.letters.push(JSON.parse((body as EventBodies["notice.requested.v1"]).content));
    return this;
  }

  /** A case of its own, of somebody whom the register knows. @param files names of attachments */
  applies(form: string, data: object, files: readonly string[] = [], serviceKey = "99000000000000"): this {
    this.cases += 1;
    const [caseId, number] =
      this.cases === 1 ? ["case", caseNumber] : [`case-${this.cases}`, this.numberOf(this.cases)];
    this.for({ caseId, caseNumber: number, applicationId: `A-${this.cases}`, serviceKey });
    this.when(ApplicationAccepted, {
      ...{ applicant, form, data: JSON.stringify(data), trustLevel: "hoch", demandedTrustLevel: "basis" },
      attachments: files.map((name, i) => ({
        ...{ name: `${name}.pdf`, mediaType: "application/pdf", sha256: i.toString(16).repeat(64), bytes: 1_000 + i },
      })),
    });
    return this.when(IdentityConfirmed, { trustLevel: "hoch", registered: applicant, residentSince: "2011-04-01" });
  }

  private numberOf(count: number): string {
    return `GLA-26-7K3M9-Q2XA${"BCDEFGHJK"[count - 2]}-4${count}`;
  }

  /** A person decides the latest case. */
  person(outcome: "grant" | "refuse", reason: string, more: object = {}): this {
    const number = this.cases === 1 ? caseNumber : this.numberOf(this.cases);
    return this.decides({ caseNumber: number, outcome, reason, ...more });
  }

  /** Payments answers what was asked for last, with a reference. */
  arranged(day: string): this {
    return this.on(day).when(
      PaymentArranged,
      arrange(this.said(PaymentRequested), "request", { code: "GLA", account }, day),
    );
  }

  /** The applicant writes against the latest decision. */
  objects(day: string): this {
    return this.on(day).when(ObjectionRaised, raised(applicant, day));
  }

  /** The next timer fires when it is due. */
  fires(name: string): this {
    const timer = this.view.timers.find((one) => one.name === name);
    if (!timer) throw new Error(`no timer ${name}`);
    return this.on(timer.due).handle(`timer.${name}`, {}, { id: timer.id });
  }

  /** The letter that was written last. */
  get letter(): NoticeContent {
    const last = this.letters.at(-1);
    if (!last) throw new Error(`no letter was written: ${this.names.join(", ")}`);
    return last;
  }
}

/** What each kind of letter of a service comes from. */
export type Letters = Record<string, () => NoticeContent>;
