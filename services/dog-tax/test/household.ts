import { expect } from "chai";
import { fileOf } from "../../../platform/casework/case/case-files.ts";
import { caseNumber } from "../../../platform/casework/case/case-number.ts";
import {
  ApplicationAccepted,
  CaseDecided,
  CaseReferred,
  IdentityConfirmed,
  IdentityUnclear,
  NoticeRequested,
  PaymentArranged,
  PaymentRequested,
} from "../../../platform/casework/case/events.ts";
import type { NoticeContent } from "../../../platform/casework/letters/letter.ts";
import { readTownFiles, readTowns } from "../../../platform/casework/towns/towns.ts";
import type { NewEvent } from "../../../platform/messaging/engine/processor.ts";
import { computeId, hashKeyOf } from "../../../platform/messaging/ids.ts";
import { Scene } from "../../../test/support/given.ts";
import { heard } from "../../../test/support/objecting.ts";
import { type Arrangement, arrange, type TownAccount } from "../../payments/rules.ts";
import type { Deregistration, Registration } from "../assessment/rules.ts";
import type { Tariff } from "../assessment/tariff.ts";
import { type DogTaxParts, type DogTaxState, dogTax } from "../dog-tax.ts";
import schema from "../tariff.schema.json" with { type: "json" };

export const towns = readTowns();
export const tariffs = readTownFiles<{ offered: []; tariffs: Tariff[] }>("dog-tax", schema);

export const hashKey = hashKeyOf(Buffer.alloc(32, 7));

const arsOf = { Gladbeck: "055620014014", Dorsten: "055620012012", Gelsenkirchen: "055130000000" } as const;
export type TownName = keyof typeof arsOf;

/** The tariffs of a town's file. */
export const tariffsOfTown = (name: TownName): Tariff[] => tariffs.get(arsOf[name])?.tariffs ?? [];

export const holder = {
  familyName: "Beispielová",
  givenNames: "Žofie Änne",
  birthDate: "1984-02-29",
  address: { street: "Musterweg", houseNumber: "12a", supplement: "", postcode: "45966", city: "Gladbeck" },
};

export const account: TownAccount = {
  from: "2020-01-01",
  payee: "Stadtkasse Gladbeck (erfunden)",
  iban: "DE46000000000000000014",
  creditorId: "DE98ZZZ09999999999",
  firstDueDays: 30,
  source: "invented",
};

export const mandate = { iban: "DE46000000000000000014", holder: "Žofie Beispielová", signedOn: "2026-05-19" };

type DogFields = Partial<Registration["dog"]> & { mandate?: Registration["mandate"] };

/** One household of a town: what its people send, and what the tax office says to it. */
export class House extends Scene<DogTaxState> {
  /** every claim so far, in cents */
  claimed = 0;
  caseId = "";
  /** every event so far */
  readonly newEvents: NewEvent[] = [];
  private readonly ars: string;
  private cases = 0;

  constructor(town: TownName = "Gladbeck", parts: Partial<DogTaxParts> = {}) {
    const municipality = arsOf[town];
    super(heard(dogTax({ towns, tariffs, hashKey, ...parts })), {
      municipality,
      portal: "portal",
      account: "household",
    });
    this.ars = municipality;
  }

  override on(day: string): this {
    return super.on(day).for({ receivedAt: `${day}T11:00:00.000Z` });
  }

  override handle(type: string, body: unknown, metadata = {}): this {
    super.handle(type, body, metadata);
    this.newEvents.push(...this.events);
    for (const { contract, body } of this.events) {
      if (contract.name !== PaymentRequested.name) continue;
      const { claims, totalCents } = body as { claims: { cents: number }[]; totalCents: number };
      const sum = claims.reduce((cents, claim) => cents + claim.cents, 0);
      expect(sum, "the claims add up to the total").to.equal(totalCents);
      expect(claims.every(({ cents }) => Number.isSafeInteger(cents) && cents !== 0)).to.equal(true);
      this.claimed += sum;
    }
    return this;
  }

  /** So many cases there are in other households. */
  after(cases: number): this {
    this.cases = cases;
    return this;
  }

  /** Begins a case of its own for what follows. */
  newCase(): this {
    this.cases += 1;
    this.caseId = computeId("case", this.cases);
    const number = caseNumber(towns.get(this.ars)?.code ?? "", 2026, "portal", this.caseId);
    return this.for({ caseId: this.caseId, caseNumber: number, applicationId: `a-${this.cases}` });
  }

  get caseNumber(): string {
    return fileOf(this.state.cases, this.caseId)?.metadata.caseNumber ?? "";
  }

  applies(form: string, data: object): this {
    return this.when(ApplicationAccepted, {
      applicant: holder,
      form,
      data: JSON.stringify(data),
      trustLevel: "substantiell",
      demandedTrustLevel: "basis",
      attachments: [],
    });
  }

  confirmed(residentSince = "2011-04-01"): this {
    return this.when(IdentityConfirmed, { trustLevel: "substantiell", registered: holder, residentSince });
  }

  unclear(): this {
    return this.when(IdentityUnclear, { reason: "no_exact_match", sentence: "Die Anschrift stimmt nicht." });
  }

  form(name: string, keptSince: string, { mandate, ...dog }: DogFields = {}): Registration {
    return { dog: { name, breed: "Dackel", ...dog }, keptSince, ...(mandate ? { mandate } : {}) };
  }

  /** A registration by somebody whom the register knows. */
  registers(name: string, keptSince: string, dog: DogFields = {}): this {
    return this.newCase()
      .applies("dog-tax-registration.v1", this.form(name, keptSince, dog))
      .confirmed();
  }

  deregisters(
    name: string,
    endedOn: string,
    more: Partial<Deregistration["dog"]> = {},
    reason: Deregistration["reason"] = "died",
  ): this {
    const form: Deregistration = { dog: { name, ...more }, endedOn, reason };
    return this.newCase().applies("dog-tax-deregistration.v1", form).confirmed();
  }

  person(
    outcome: "grant" | "refuse",
    more: {
      reason?: string;
      yearlyCents?: number;
      listed?: boolean;
      feeCents?: number;
      from?: string;
      until?: string;
    } = {},
  ): this {
    const figure = more.yearlyCents ?? more.feeCents;
    const basis = figure === undefined ? {} : { basis: "§ 3 der Satzung" };
    return this.decides({ caseNumber: this.caseNumber, outcome, reason: "Nach Prüfung.", ...basis, ...more });
  }

  /** What payments would answer to the request just made. */
  arranged(day: string): Arrangement {
    return arrange(this.said(PaymentRequested), "request", { code: "GLA", account }, day);
  }

  /** Payments answers; the notice follows. */
  isArranged(day: string): this {
    return this.when(PaymentArranged, this.arranged(day));
  }

  // What was said last, as a town hall would ask.

  get cents(): number | null {
    return this.said(CaseDecided).amountCents;
  }

  get parts(): [string, number][] {
    return this.said(PaymentRequested).claims.map(({ dueOn, cents }) => [dueOn, cents]);
  }

  get reasons(): string[] {
    return this.said(CaseReferred).reasons.map(({ code }) => code);
  }

  get notice(): NoticeContent {
    return JSON.parse(this.said(NoticeRequested).content) as NoticeContent;
  }

  /** Everything that the notice says, one line a block. */
  get text(): string {
    return this.notice.blocks
      .map((block) => {
        if (block.kind === "table") return [...block.rows, block.total ?? []].map((row) => row.join(" | ")).join("\n");
        if (block.kind === "list") return block.items.join("\n");
        return "text" in block ? block.text : block.title;
      })
      .join("\n");
  }
}

/** A household in a town, on a day. */
export const household = (town: TownName = "Gladbeck", day = "2026-11-22", parts: Partial<DogTaxParts> = {}): House =>
  new House(town, parts).on(day);
