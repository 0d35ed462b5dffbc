import {
  type Caller,
  type Codec,
  type Delivery,
  type DueDocument,
  type Fault,
  faultOf,
  type Log,
  ownerOf,
  type PortalNotes,
  type RecordedEvent,
  SealedError,
  type Sealing,
  type Store,
} from "../../../../platform/messaging/index.ts";
import type { Claimed, Redeemed, Sending } from "../../../common/outbox.ts";
import type { Portal } from "../portal.ts";
import { claimIn, redeem } from "./claim-check.ts";
import { deadLettersOf, delayedOf, fetchDelay, fetchMax, type OpenDocument } from "./given-up.ts";

/** Documents in one round: what is small and new does not wait behind hundreds of them. */
const documentsMax = 16;

type Handle = (deliveries: Delivery[]) => Promise<unknown>;

export interface ClaimedDocumentsParts {
  portal: Pick<Portal, "write">;
  store: Pick<Store, "portal" | "dead" | "now">;
  caller: Caller;
  codec: Codec;
  sealing: Sealing;
  log: Log;
}

/** Redeems a portal's claim checks: fetches documents, tries again what cannot be fetched, and gives up in the end. */
export class ClaimedDocuments implements Claimed {
  private readonly parts: ClaimedDocumentsParts;
  private readonly notes: PortalNotes;
  private saidAway = false;
  /** hands messages to the processor whose events these are; documents are given up only once it is known */
  handle: Handle | undefined;

  constructor(parts: ClaimedDocumentsParts) {
    this.parts = parts;
    this.notes = parts.store.portal();
  }

  /** Fetches documents that may be sent now. What follows one that could not be fetched waits with it; all others go. */
  async redeemed(): Promise<Redeemed> {
    const found = await this.notes.documents(documentsMax, this.parts.store.now());
    const claims = await this.opened(found.map(({ event }) => event));
    const fetched = await Promise.all(found.map((document, i) => this.fetch(document, claims[i])));
    const stuck = new Set<string>();
    const ready: Sending[] = [];
    for (const [i, one] of fetched.entries()) {
      const application = found[i]?.event.envelope.applicationId ?? "";
      if (!one || one === "given up") stuck.add(application);
      else if (!stuck.has(application)) ready.push(one);
    }
    return { ready, gaveUp: fetched.includes("given up") };
  }

  /** Forgets documents that were sent. */
  sent(sent: readonly Sending[]): Promise<void> {
    return this.notes.removeDocuments(sent.map(({ _id }) => _id));
  }

  /** A document with its bytes, or nothing when it cannot be fetched now. */
  private async fetch(
    document: DueDocument,
    claim: Buffer | SealedError | undefined,
  ): Promise<Sending | "given up" | undefined> {
    const { portal, caller, codec } = this.parts;
    const { _id, envelope } = document.event;
    try {
      if (claim === undefined || claim instanceof SealedError) throw claim ?? new SealedError("it was not opened");
      const check = claimIn(claim);
      const notification = await redeem(caller, envelope.municipality, check.document);
      const { contract, body } = portal.write(check.head, notification);
      this.saidAway = false;
      return { _id, envelope, value: codec.encode(contract, body) };
    } catch (error) {
      return await this.notFetched(document, faultOf(error));
    }
  }

  private opened(events: readonly RecordedEvent[]): Promise<(Buffer | SealedError)[]> {
    const { sealing } = this.parts;
    return sealing.open(events.map(({ envelope, body }) => ({ owner: ownerOf(envelope), bytes: body })));
  }

  /** A service that is away costs no attempt; anything else does, until a person has to look. */
  private async notFetched(document: DueDocument, fault: Fault): Promise<"given up" | undefined> {
    const { log, store } = this.parts;
    const attempts = document.attempts + 1;
    const { code, detail } = fault;
    const line = { case: document.event.envelope.caseId, code, detail, attempts };
    if (code === "unavailable") {
      if (!this.saidAway) log.warn({ detail }, "documents wait until the service that has them answers");
      this.saidAway = true;
      return undefined;
    }
    if (attempts >= fetchMax && this.handle) {
      await this.giveUp(document.event, fault, this.handle);
      log.error(line, "a document cannot be fetched; a person has to look (ops dead list)");
      return "given up";
    }
    await this.notes.failed(document, new Date(store.now().getTime() + fetchDelay(attempts)));
    log.warn(line, "a document cannot be fetched; it is tried again");
    return undefined;
  }

  /**
   * Keeps a document, with its pieces that are still to be sent, as dead letters; what follows it may go then. Broken off
   * it is done again, and comes to the same.
   */
  private async giveUp(event: RecordedEvent, fault: Fault, handle: Handle): Promise<void> {
    const { store, sealing } = this.parts;
    const events = await this.notes.documentsOf(event.envelope.applicationId);
    const claims = await this.opened(events);
    const all = events.flatMap((one, i): OpenDocument[] => {
      const claim = claims[i];
      return claim instanceof Buffer ? [{ event: one, claim }] : [];
    });
    const given = all.find((one) => one.event._id === event._id);
    // One that cannot be opened any more was meant to be nobody's: there is nothing to keep of it.
    if (!given) return await this.notes.removeDocuments([event._id]);
    const fileOf = ({ claim }: OpenDocument) => claimIn(claim).document.sha256;
    const pieces = all.filter((one) => fileOf(one) === fileOf(given));
    await store.dead.bury(await deadLettersOf(pieces, { sealing, fault, at: store.now() }));
    await handle([delayedOf(given)]);
    await this.notes.removeDocuments(pieces.map((one) => one.event._id));
  }
}
