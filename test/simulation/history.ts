import { anmeldung, antrag } from "../../connectors/portals/serviceportal-emscher-lippe/sandbox/records.ts";
import { submission } from "../../connectors/portals/sozialplattform-nrw/sandbox/records.ts";
import type { Holder } from "../../deploy/sandbox/kit.ts";
import { resident, type TownName, towns } from "../../deploy/sandbox/people.ts";
import { sha256 } from "../../platform/messaging/ids.ts";
import type { EventContract } from "../../platform/messaging/messages/event.ts";
import type { Dice } from "./dice.ts";
import { codec, portals, residentsKnown } from "./hall.ts";
import { epoch } from "./world.ts";

/** What a portal pushes: the model sees this, and nothing of what becomes of it. */
export interface Push {
  /** when, in ms from the beginning */
  at: number;
  portal: string;
  applicationId: string;
  /** its record, for a person who reads the history */
  what: string;
  value: Buffer;
  says:
    | { kind: "dog"; holder: number; since: string }
    | { kind: "benefit"; holder: number }
    | { kind: "reply" | "withdrawal"; submissionId: string }
    | { kind: "nonsense" };
}

/** What goes wrong, and when. */
export type Trouble =
  | { at: number; kind: "crash"; service: string; which: number }
  | { at: number; kind: "away" | "hangs" | "loses-answers"; server: string; milliseconds: number }
  | { at: number; kind: "lose-stream" | "cut-back"; service: string }
  | { at: number; kind: "lose-consumer"; service: string; of: string }
  | { at: number; kind: "rebalance"; portal: string }
  | { at: number; kind: "clock"; service: string; milliseconds: number }
  | { at: number; kind: "redrive"; service: string };

export interface History {
  pushes: Push[];
  troubles: Trouble[];
  /** how often the bus brings a message twice */
  doubles: number;
}

const [serviceportal = "", sozialplattform = ""] = portals.map(({ name }) => name);
const pushMs = 8_000;
const troubleMs = 20_000;

export const holderOf = (number: number): Holder => {
  const person = resident(number);
  return { ...person, town: person.address.city as TownName, fresh: true };
};

/** People whom the register knows, and some whom it does not. */
const someone = (dice: Dice): number =>
  dice.chance(0.8) ? dice.int(0, residentsKnown - 1) : dice.int(residentsKnown, 2 * residentsKnown);
export const isKnown = (holder: number): boolean => holder < residentsKnown && !resident(holder).blocked;

function contractOf(portal: string, record: string): EventContract {
  const found = portals.find(({ name }) => name === portal)?.pushes.find(({ name }) => (name as string) === record);
  if (!found) throw new Error(`${portal} pushes no ${record}`);
  return found;
}

const encoded = (portal: string, record: string, body: unknown): Buffer =>
  codec.encode(contractOf(portal, record), body);

/** Decides by a seed what is pushed and what goes wrong. */
export function historyOf(dice: Dice): History {
  const pushes: Push[] = [];
  const count = dice.int(3, 8);
  let holder = someone(dice);
  while (pushes.length < count) {
    // Often somebody comes again: a second dog of one household, a second application for one dwelling.
    if (dice.chance(0.6)) holder = someone(dice);
    pushes.push(...one(dice, holder, pushes));
  }
  return {
    pushes: pushes.slice(0, count).sort((a, b) => a.at - b.at),
    troubles: troublesOf(dice),
    doubles: dice.chance(0.5) ? dice.next() * 0.1 : 0,
  };
}

function one(dice: Dice, holder: number, before: readonly Push[]): Push[] {
  const at = Math.floor(dice.next() * pushMs);
  const earlier = before.filter(({ says }) => says.kind === "dog" || says.kind === "benefit");
  const lot = dice.next();
  if (lot < 0.5 || !earlier.length)
    return lot < 0.3 ? [benefit(holder, at, before.length)] : [dog(dice, holder, at, before.length)];
  const first = dice.oneOf(earlier);
  const later = first.at + Math.floor(dice.next() * 6_000);
  if (lot < 0.65) return [{ ...first, at: later, what: `${first.what}, once more` }];
  if (lot < 0.75) return [nonsense(dice, at, before.length)];
  return [further(first, later, before.length, lot < 0.87 ? "reply" : "withdrawal")];
}

function dog(dice: Dice, number: number, at: number, index: number): Push {
  const holder = holderOf(number);
  const since = `2026-${String(dice.int(6, 11)).padStart(2, "0")}-01`;
  const base = {
    at,
    what: `dog of ${holder.familyName} in ${holder.town} since ${since}`,
    says: { kind: "dog", holder: number, since },
  } as const;
  if (dice.chance(0.5)) {
    const applicationId = `EL-${index}`;
    const body = antrag(applicationId, holder, anmeldung(`Hund ${index}`, "Dackel", since), { abgesendetAm: epoch });
    return { ...base, portal: serviceportal, applicationId, value: encoded(serviceportal, "Antrag", body) };
  }
  const applicationId = `urn:sp:${index}`;
  const fields = { "dog.name": `Hund ${index}`, "dog.breed": "Dackel", "kept.since": since };
  const body = submission(applicationId, holder, "HUND-AN", fields, { submittedAt: "2026-11-23T09:00:00Z" });
  return { ...base, portal: sozialplattform, applicationId, value: encoded(sozialplattform, "Submission", body) };
}

function benefit(number: number, at: number, index: number): Push {
  // Only Gladbeck offers it: its residents are every third of the sandbox's.
  const ours =
    number -
    (number % towns.length) +
    Math.max(
      0,
      towns.findIndex(({ city }) => city === "Gladbeck"),
    );
  const holder = holderOf(ours);
  const applicationId = `urn:sp:${index}`;
  const fields = {
    ...{ "mitglied.1.rolle": "ANTRAGSTELLER", "mitglied.1.geboren": holder.birthDate, "mitglied.1.lohn": "1400,00" },
    ...{ "mitglied.1.steuer": "J", "mitglied.1.krankenversicherung": "J", "mitglied.1.rentenversicherung": "J" },
    ...{ miete: "350,00", vermoegen: "0", "nachweis.1.art": "MIETVERTRAG", "nachweis.2.art": "EINKOMMEN" },
    ...{ "konto.iban": "DE46000000000000000014", "konto.inhaber": `${holder.givenNames} ${holder.familyName}` },
  };
  const files = ["mietvertrag.pdf", "lohn.pdf"].map((fileName) => fileOf(`${fileName} ${index}`, fileName));
  const changes = { assurance: "LEVEL_3", files, submittedAt: "2026-11-23T09:00:00Z" } as const;
  const body = submission(applicationId, holder, "WOHNGELD", fields, changes);
  const what = `housing benefit of ${holder.familyName} in ${holder.town}`;
  const value = encoded(sozialplattform, "Submission", body);
  return { at, portal: sozialplattform, applicationId, what, value, says: { kind: "benefit", holder: ours } };
}

function fileOf(text: string, fileName: string) {
  const body = Buffer.from(`%PDF-1.7 ${text}`);
  return { fileName, contentType: "application/pdf", digest: `sha256:${sha256(body)}`, body };
}

function further({ portal, applicationId }: Push, at: number, index: number, kind: "reply" | "withdrawal"): Push {
  const submissionId = `${kind}-${index}`;
  const [record, body] =
    portal === serviceportal
      ? kind === "reply"
        ? [
            "Antwort",
            { antragsId: applicationId, antwortId: submissionId, text: "Anbei.", anlagen: [], abgesendetAm: epoch },
          ]
        : [
            "Ruecknahme",
            { antragsId: applicationId, ruecknahmeId: submissionId, begruendung: null, abgesendetAm: epoch },
          ]
      : kind === "reply"
        ? ["SubmissionReply", { submissionId: applicationId, replyId: submissionId, message: "Anbei.", files: [] }]
        : [
            "SubmissionWithdrawal",
            { submissionId: applicationId, withdrawalId: submissionId, why: "Hat sich erledigt." },
          ];
  const value = encoded(portal, record as string, body);
  return { at, portal, applicationId, what: `${kind} to ${applicationId}`, value, says: { kind, submissionId } };
}

function nonsense(dice: Dice, at: number, index: number): Push {
  const portal = dice.oneOf([serviceportal, sozialplattform]);
  const value = dice.oneOf([Buffer.from("{}"), Buffer.from([0, 0, 0, 0, 1, 0xff, 0xff]), Buffer.alloc(0)]);
  return {
    at,
    portal,
    applicationId: `none-${index}`,
    what: "bytes that are no record",
    value,
    says: { kind: "nonsense" },
  };
}

const names = ["intake", "identity", "dog-tax", "housing-benefit", "payments", "documents"];

function troublesOf(dice: Dice): Trouble[] {
  const all = [...names, ...portals.map(({ name }) => name)];
  return Array.from({ length: dice.int(0, 6) }, (): Trouble => {
    const at = Math.floor(dice.next() * troubleMs);
    const service = dice.oneOf(all);
    const milliseconds = dice.int(50, 9_000);
    const server = dice.oneOf([...all.map((name) => `store of ${name}`), "bus", "bus", "kafka", "calls"]);
    const kinds: (() => Trouble)[] = [
      () => ({ at, kind: "crash", service, which: dice.int(0, 1) }),
      () => ({ at, kind: "crash", service, which: dice.int(0, 1) }),
      () => ({ at, kind: "away", server, milliseconds }),
      () => ({ at, kind: "hangs", server, milliseconds }),
      () => ({ at, kind: "loses-answers", server, milliseconds }),
      () => ({ at, kind: "lose-stream", service: dice.oneOf(names) }),
      () => ({ at, kind: "cut-back", service: dice.oneOf(names) }),
      () => ({ at, kind: "lose-consumer", service, of: dice.oneOf(names) }),
      () => ({ at, kind: "rebalance", portal: dice.oneOf([serviceportal, sozialplattform]) }),
      () => ({ at, kind: "clock", service, milliseconds: dice.int(-4_000, 4_000) }),
      () => ({ at, kind: "redrive", service: dice.oneOf(names) }),
    ];
    return dice.oneOf(kinds)();
  }).sort((a, b) => a.at - b.at);
}
