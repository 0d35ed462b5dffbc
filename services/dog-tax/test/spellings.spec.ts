import { expect } from "chai";
import { formsOfPortal } from "../../../cli/docs/forms.ts";
import type { Pushed } from "../../../connectors/portals/common/portal.ts";
import { serviceportalEmscherLippe as serviceportal } from "../../../connectors/portals/serviceportal-emscher-lippe/serviceportal-emscher-lippe.ts";
import { sozialplattformNrw as sozialplattform } from "../../../connectors/portals/sozialplattform-nrw/sozialplattform-nrw.ts";
import { ApplicationAccepted } from "../../../platform/casework/case/events.ts";
import { Counter } from "../../intake/test/counter.ts";
import { household } from "./household.ts";

const dog = (name: string) => ({ "de.emscherlippe.serviceportal.HundAnmeldung": { ...plainDog, rufname: name } });
const plainDog = {
  ...{ rasse: "Dackel", zweiteRasse: null, geschlecht: "UNKNOWN", wurftag: null, farbe: null, schulterhoeheCm: null },
  ...{ gewichtKg: null, chipnummer: null, gehaltenSeit: "07.01.2026", vorbesitz: null, mandat: null },
};

/** A dog's registration by the Serviceportal, which has a field for the house number. */
const byServiceportal = (name: string, strasse: string, hausnummer: string): Pushed =>
  serviceportal.read(
    "Antrag",
    {
      ...{ antragsId: name, formularfassung: "1", vertrauensniveau: "BASIS", anlagen: [], angaben: dog(name) },
      ...{ leistung: { leika: "99102013104000" }, kommune: { ars: "055620014014" } },
      antragsteller: {
        ...{ name: { familienname: "Beispielová", vornamen: ["Žofie"] }, geburtsdatum: "29.02.1984" },
        anschrift: { strasse, hausnummer, zusatz: null, plz: "45966", ort: "Gladbeck" },
      },
    },
    new Map(),
  );

/** The same by the Sozialplattform, which has one line. */
const bySozialplattform = (name: string, addressLine1: string): Pushed =>
  sozialplattform.read(
    "Submission",
    {
      ...{ submissionId: name, serviceCode: "HUND-AN", townKey: "05562014", formVersion: 1, assurance: "LEVEL_2" },
      ...{ lastName: "Beispielová", firstNames: "Žofie", dateOfBirth: "1984-02-29", addressLine2: "", files: [] },
      ...{ addressLine1, zipAndCity: "45966 Gladbeck", submittedAt: "" },
      fields: Object.entries({ "dog.name": name, "dog.breed": "Dackel", "kept.since": "2026-01-07" }).map(
        ([id, value]) => ({ id, value }),
      ),
    },
    formsOfPortal("sozialplattform-nrw"),
  );

/** The account that intake gives to what a portal pushed. */
function accountOf(pushed: Pushed): string {
  if (pushed.kind !== "application") throw new Error("no application");
  const { applicant, data, applicationId } = pushed;
  const item = { applicant, data: data as Record<string, unknown>, recordKey: applicationId };
  return new Counter().push(item).newEvent(ApplicationAccepted).metadata.account ?? "";
}

describe("dog tax: one address in several spellings", () => {
  const spellings: Record<string, Pushed> = {
    'house number "12a"': byServiceportal("b", "Musterstraße", "12a"),
    'house number "12 A"': byServiceportal("c", "Musterstr.", "12 A"),
    "one line of the other portal": bySozialplattform("d", "Musterstraße 12 a"),
    "that line in capitals": bySozialplattform("e", "MUSTERSTRASSE 12A"),
  };
  const first = accountOf(byServiceportal("a", "Musterstraße", "12 a"));

  for (const [how, second] of Object.entries(spellings))
    it(`both dogs pay 150 € a year each where the second one comes with ${how}`, () => {
      const house = household("Gladbeck", "2026-01-07");
      house.for({ account: first }).registers("a", "2026-01-07");
      house.for({ account: accountOf(second) }).registers("b", "2026-01-07");
      expect(house.claimed).to.equal(2 * 150_00);
    });

  it("two neighbours pay for one dog each", () => {
    const house = household("Gladbeck", "2026-01-07");
    house.for({ account: first }).registers("a", "2026-01-07");
    house.for({ account: accountOf(bySozialplattform("n", "Musterstraße 12 b")) }).registers("b", "2026-01-07");
    expect(house.claimed).to.equal(2 * 132_00);
  });
});
