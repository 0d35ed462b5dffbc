// What is refused: applications that do not fit, and records that nobody can read.

import { type Kind, kind } from "../../../../sandbox/samples/kind.ts";
import type { Kit } from "../../../../sandbox/samples/kit.ts";
import { outcomes, type RecordAnswer, type Scene, type Value } from "../../../../sandbox/samples/sample.ts";
import {
  type Anmeldung,
  abmeldung,
  again,
  anlage,
  anmeldung,
  antrag,
  bescheinigung,
  type Changes,
  dogTax,
  leistungen,
  pushAntrag,
  receipt,
  refusedRecord,
} from "./records.ts";

function refused(
  name: string,
  why: { code: string; fields: readonly string[] },
  dog: Partial<Anmeldung>,
  changes: Changes = {},
): Kind {
  return kind(name, 1, (kit) => {
    const body = antrag(kit.id(), kit.citizen("Gladbeck"), anmeldung("Nero", "Mops", kit.days.yesterday, dog), changes);
    const push = pushAntrag(body, { kind: "refusal", ...why });
    return { pushes: [push], applications: [dogTax(body.antragsId, outcomes.refused)] };
  });
}

export const unknownTown = refused(
  "a town that is not connected",
  { code: "unknown-municipality", fields: [] },
  {},
  { kommune: { ars: "099999999999", name: "Stadt Beispielhausen" } },
);
export const notOffered = refused(
  "a service that the town does not offer here",
  { code: "not-offered", fields: [] },
  {},
  { leistung: leistungen.bauantrag },
);
export const unknownVersion = refused(
  "a version of the form that there is not",
  { code: "unknown-form", fields: [] },
  {},
  { formularfassung: "99" },
);
export const formOfAnother = refused(
  "the form of another service",
  { code: "unknown-form", fields: [] },
  {},
  { leistung: leistungen.bescheinigung },
);
export const wrongIban = refused(
  "an IBAN with a wrong check digit",
  { code: "form-mismatch", fields: ["/mandate/iban"] },
  { mandat: { iban: "DE00000000000000004711", kontoinhaber: "Änne Beispielmann", unterschriebenAm: "02.01.2026" } },
);
export const misfits = refused(
  "a chip number that is too short on a dog that is too tall",
  { code: "form-mismatch", fields: ["/dog/chipNumber", "/dog/heightCm"] },
  { chipnummer: "99912345", schulterhoeheCm: 300 },
);

/** A record that is refused as such, and no application. */
function unusable(kit: Kit, code: string, value: (kit: Kit, id: string) => Value, key?: string | null): Scene {
  const applicationId = kit.id();
  const push = {
    applicationId,
    ...(key !== undefined && { key }),
    value: value(kit, applicationId),
    answer: refusedRecord(code),
  };
  return { pushes: [push], applications: [dogTax(applicationId, outcomes.none)] };
}

const goodBody = (kit: Kit, id: string, changes?: Changes) =>
  antrag(id, kit.citizen("Dorsten"), anmeldung("Rex", "Mops", kit.days.yesterday), changes);
const good = (kit: Kit, id: string, changes?: Changes): Value => ({
  record: "Antrag",
  body: goodBody(kit, id, changes),
});

export const noSuchDay = kind("30 February", 1, (kit) =>
  unusable(kit, "unclear-value", (_, id) => ({
    record: "Antrag",
    body: antrag(id, kit.citizen("Dorsten"), anmeldung("Rex", "Mops", kit.days.today, { gehaltenSeit: "30.02.2026" })),
  })),
);
export const unknownLevel = kind("a trust level that the connector does not know", 1, (kit) =>
  unusable(kit, "unknown-code", (_, id) => good(kit, id, { vertrauensniveau: "UNKNOWN" })),
);
export const garbage = kind("a right schema id before garbage", 1, (kit) =>
  unusable(kit, "unreadable", () => ({ record: "Antrag", payload: Buffer.from("ff".repeat(40), "hex") })),
);
// Three empty texts, then an array that announces a thousand million files: a decoder that believes it ends its process.
export const hostile = kind("a few bytes that announce a thousand million files", 1, (kit) =>
  unusable(kit, "unreadable", () => ({ record: "Antwort", payload: Buffer.from("00000080a8d6b907", "hex") })),
);
export const json = kind("JSON instead of Avro", 1, (kit) =>
  unusable(kit, "unreadable", (_, id) => ({ bytes: Buffer.from(JSON.stringify({ antragsId: id })) })),
);
export const tombstone = kind("a record without a value", 1, (kit) =>
  unusable(kit, "unreadable", () => ({ bytes: null })),
);
export const unknownSchema = kind("a schema id that no registry gave", 1, (kit) =>
  unusable(kit, "unknown-schema", () => ({ bytes: Buffer.from("007ffffffe00000000", "hex") })),
);
export const wrongRecord = kind("a status message among the applications", 1, (kit) =>
  unusable(kit, "unknown-schema", (_, id) => ({
    record: "Statusmeldung",
    body: {
      kopf: { nachrichtId: "1", nummer: 1, antragsId: id, vorgangsnummer: null, zeitpunkt: Date.now() },
      ...{ status: "IN_PRUEFUNG", text: "Falsche Richtung" },
    },
  })),
);
export const otherKey = kind("a key that is not the id in the record", 1, (kit) =>
  unusable(kit, "bad-key", () => good(kit, kit.id())),
);
export const impossibleKey = kind("a key that can be no id", 1, (kit) =>
  unusable(kit, "bad-key", (_, id) => good(kit, id), "Antrag von Änne Beispielmann"),
);
export const noKey = kind("a record without a key", 1, (kit) =>
  unusable(kit, "bad-key", (_, id) => good(kit, id), null),
);

export const wrongHash = kind("an attachment that is not what its hash says", 1, (kit) =>
  unusable(kit, "attachment-hash", (_, id) => {
    const file = anlage(kit, "Impfpass.pdf");
    return good(kit, id, { anlagen: [{ ...file, inhalt: Buffer.concat([file.inhalt, Buffer.from(" ")]) }] });
  }),
);
export const tooLarge = kind("an attachment beyond 8 MiB", 1, (kit) =>
  unusable(kit, "too-large", (_, id) => good(kit, id, { anlagen: [anlage(kit, "Hundeausstellung.pdf", 8_700_000)] })),
);

export const garbageTwice = kind("the same garbage twice: the same refusal twice", 2, (kit) => {
  const { pushes, applications } = unusable(kit, "unreadable", (_, id) => ({
    record: "Antrag",
    payload: Buffer.from(`Unsinn ${id}`),
  }));
  return { pushes: pushes.flatMap((push) => [push, again(push)]), applications };
});

/** A first record that is refused, then a good one under the same id: taken, with the first one's date of receipt. */
function repaired(name: string, answer: RecordAnswer, changes: Changes): Kind {
  return kind(name, 2, (kit) => {
    const holder = kit.household("Gelsenkirchen");
    const angaben = anmeldung("Flicki", "Foxterrier", kit.days.newYear);
    const bad = antrag(kit.id(), holder, angaben, changes);
    const fixed = antrag(bad.antragsId, holder, angaben);
    return {
      pushes: [pushAntrag(bad, answer), pushAntrag(fixed, receipt)],
      applications: [dogTax(bad.antragsId, kit.assessed(holder, [{ since: kit.days.newYear }], "transfer"))],
    };
  });
}

export const repairedApplication = repaired(
  "a refused application, repaired under its id",
  { kind: "refusal", code: "unknown-form" },
  { formularfassung: "99" },
);
export const repairedRecord = repaired("a refused record, repaired under its id", refusedRecord("unknown-code"), {
  vertrauensniveau: "UNKNOWN",
});

export const leavesTomorrow = kind("a certificate's form under a deregistration", 1, (kit) => {
  const { abmeldung: leistung } = leistungen;
  const body = antrag(kit.id(), kit.citizen("Dorsten"), bescheinigung("EINFACH"), { leistung });
  const push = pushAntrag(body, { kind: "refusal", code: "unknown-form" });
  return { pushes: [push], applications: [dogTax(body.antragsId, outcomes.refused)] };
});

export const impossibleReason = kind("a deregistration without a reason", 1, (kit) =>
  unusable(kit, "unknown-code", (_, id) => ({
    record: "Antrag",
    body: antrag(id, kit.citizen("Dorsten"), abmeldung("Rex", kit.days.yesterday, { grund: "UNKNOWN" })),
  })),
);
