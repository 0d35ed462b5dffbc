import { expect } from "chai";
import { type NotifiedState, portalNotifications } from "../../../connectors/portals/common/notifying/notifications.ts";
import { serviceportalEmscherLippe as serviceportal } from "../../../connectors/portals/serviceportal-emscher-lippe/serviceportal-emscher-lippe.ts";
import { sozialplattformNrw as sozialplattform } from "../../../connectors/portals/sozialplattform-nrw/sozialplattform-nrw.ts";
import type { CaseFile } from "../../../platform/casework/case/case-file.ts";
import {
  ApplicationAccepted,
  CaseDecided,
  PaymentArranged,
  PaymentRequested,
} from "../../../platform/casework/case/events.ts";
import { addDays } from "../../../platform/casework/law/calendar.ts";
import { readTownFiles } from "../../../platform/casework/towns/towns.ts";
import type { NewEvent, ServiceDefinition } from "../../../platform/messaging/engine/processor.ts";
import { takenBy } from "../../../platform/messaging/engine/routing.ts";
import { openFaces, renderNotice } from "../../../services/documents/render/render-notice.ts";
import { pageText, readText } from "../../../services/documents/test/read-pdf.ts";
import type { Book } from "../../../services/payments/ledger/book.ts";
import { balancesOf, differenceOf } from "../../../services/payments/ledger/ledger.ts";
import { payments } from "../../../services/payments/payments.ts";
import schema from "../../../services/payments/town.schema.json" with { type: "json" };
import type { TownPayments } from "../../../services/payments/town.ts";
import type { EventBodies } from "../../../types/generated/events.ts";
import { gladbeck, Office, towns } from "../../letters/office.ts";
import { acceptedBody } from "../events.ts";
import { Scene } from "../given.ts";

const accounts = readTownFiles<TownPayments>("payments", schema);
const faces = openFaces();

/** Cents as they are printed: "1.234,50 €", "−20,00 €", "20.00 Euro" never. */
export function centsIn(printed: string): number {
  const [, sign = "", whole = "", places = ""] = /^([−-]?)([\d.]+),(\d\d) €$/.exec(printed) ?? [];
  if (!whole) throw new Error(`no sum of money: ${printed}`);
  return (sign ? -1 : 1) * Number(`${whole.replaceAll(".", "")}${places}`);
}

/** What one step of a history came to, each place by itself. */
export interface Said {
  /** case.decided.v1; undefined: nothing was decided */
  decided: EventBodies["case.decided.v1"] | undefined;
  /** what payments was asked for */
  requested: EventBodies["payment.requested.v1"][];
  /** text of each letter, read back from its PDF */
  letters: string[];
}

/**
 * One service of Gladbeck, its treasury and both portals, in one process: what the service says reaches the others as
 * the bus would bring it. After each step it is checked that they all name the same sums.
 */
export class TownHall<S = CaseFile> {
  readonly office: Office<S>;
  private readonly treasury: Scene<Book>;
  private readonly portals: Scene<NotifiedState, never>[];
  private day: string;
  private asked = 0;
  private steps = 0;

  constructor(service: ServiceDefinition, day: string) {
    this.day = day;
    this.office = new Office(service, day);
    const metadata = { municipality: gladbeck, account: "case" };
    this.treasury = new Scene(payments({ towns, accounts }), metadata);
    this.portals = [serviceportal, sozialplattform].map(
      (portal) =>
        new Scene(portalNotifications({ portal, fetch: async () => new Map() as never }), {
          ...{ portal: portal.name, municipality: gladbeck, time: `${day}T10:00:00.000Z` },
          receivedAt: `${day}T10:00:00.000Z`,
        }),
    );
  }

  get today(): string {
    return this.day;
  }

  later(days: number): this {
    this.day = addDays(this.day, days);
    this.office.on(this.day);
    return this;
  }

  /** Does something at the office, and brings what it says to the treasury, the portals and onto paper. */
  async step(work: (office: Office<S>) => unknown): Promise<Said> {
    const letters = this.office.letters.length;
    this.steps += 1;
    work(this.office);
    const own = [...this.office.events];
    const decided = own.find(({ contract }) => contract.name === CaseDecided.name)?.body as Said["decided"];
    if (decided) this.tells(CaseDecided.name, decided, own[0]?.metadata.caseId ?? "", decided.amountCents);
    const requested: Said["requested"] = [];
    for (const newEvent of own.filter(({ contract }) => contract.name === PaymentRequested.name)) {
      const request = newEvent.body as EventBodies["payment.requested.v1"];
      requested.push(request);
      this.arranges(newEvent, request);
    }
    const texts: string[] = [];
    for (const content of this.office.letters.slice(letters))
      texts.push(pageText(readText(await renderNotice(content, faces))));
    return { decided, requested, letters: texts };
  }

  private arranges(newEvent: NewEvent, request: EventBodies["payment.requested.v1"]): void {
    this.asked += request.totalCents;
    this.treasury
      .on(this.day)
      .when(PaymentRequested, request, { ...newEvent.metadata, account: "case", id: undefined as never });
    const arranged = this.treasury.said(PaymentArranged);
    expect(arranged.totalCents, "the treasury arranges what it was asked for").to.equal(request.totalCents);
    expect(arranged.claims.reduce((sum, { cents }) => sum + cents, 0)).to.equal(request.totalCents);
    this.tells(PaymentArranged.name, arranged, newEvent.metadata.caseId ?? "", arranged.totalCents);
    if (takenBy(this.office.service).some(({ name }) => name === PaymentArranged.name))
      this.office.on(this.day).when(PaymentArranged, arranged, newEvent.metadata);
  }

  /** Both portals are told the sum that the event has, whatever they call it. */
  private tells(type: string, body: object, caseId: string, cents: number | null): void {
    for (const portal of this.portals) {
      const metadata = { caseId, applicationId: caseId, caseNumber: "GLA-26-7K3M9-Q2XAB-41" };
      if (![...portal.states.keys()].some((id) => id.endsWith(`/${caseId}`)))
        portal.when(ApplicationAccepted, acceptedBody, metadata, new Map() as never);
      portal.handle(
        type,
        body,
        { ...metadata, id: `${type} ${this.steps} ${caseId} ${this.asked}` },
        new Map() as never,
      );
      const told = JSON.stringify(portal.events.map((event) => event.body));
      const named = [...told.matchAll(/"(?:amountCents|betragCent|totalCents|summeCent)":(-?\d+|null)/g)].map(
        ([, n]) => n,
      );
      expect(named, `${portal.service.name} is told ${type}: ${told}`).to.include(String(cents));
    }
  }

  /** What the treasury's books say that is owed to the town, in cents; negative: it pays. */
  get booked(): number {
    const balances = balancesOf(this.treasury.state.postings ?? []);
    expect(differenceOf(balances), "debit and credit are equal").to.equal(0);
    expect(0 - balances.assessed, "the ledger has what was asked for").to.equal(this.asked);
    return this.asked;
  }
}
