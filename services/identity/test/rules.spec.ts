import { expect } from "chai";
import {
  ApplicationAccepted,
  IdentityConfirmed,
  IdentityRefused,
  IdentityUnclear,
} from "../../../platform/casework/case/events.ts";
import { plainSealing } from "../../../platform/messaging/adapters/sealing/plain.ts";
import { Fault } from "../../../platform/messaging/faults.ts";
import { hashKeyOf } from "../../../platform/messaging/ids.ts";
import { given } from "../../../test/support/given.ts";
import { type IdentityState, identity } from "../identity.ts";
import { type Match, Register, type Resident } from "../register.ts";
import { identify, type TrustLevel } from "../rules.ts";

const person = {
  familyName: "Müller-Beispiel",
  givenNames: "José Änne",
  birthDate: "1984-02-29",
  address: { street: "Musterweg", houseNumber: "12a", supplement: "", postcode: "45966", city: "Gladbeck" },
};
const resident: Resident = { ...person, municipality: "055620014014", residentSince: "2011-04-01", blocked: false };
const blocked = { ...resident, blocked: true };

const matches: Record<string, Match> = {
  exact: { exact: [resident], byName: [resident] },
  "several exact": { exact: [resident, resident], byName: [resident, resident] },
  "exact and a namesake": { exact: [resident], byName: [resident, resident] },
  "name only": { exact: [], byName: [resident] },
  none: { exact: [], byName: [] },
  "exact, blocked": { exact: [blocked], byName: [blocked] },
  "name only, blocked": { exact: [], byName: [blocked] },
  "exact, a blocked namesake": { exact: [resident], byName: [resident, blocked] },
};

/** proven, demanded, what the register has → the answer */
const table: [TrustLevel, TrustLevel, string, string][] = [
  ["basis", "basis", "exact", "confirmed"],
  ["hoch", "basis", "exact", "confirmed"],
  ["hoch", "hoch", "exact", "confirmed"],
  ["hoch", "hoch", "exact and a namesake", "confirmed"],
  ["substantiell", "hoch", "exact", "trust_level_too_low"],
  ["basis", "substantiell", "exact", "trust_level_too_low"],
  ["UNKNOWN", "basis", "exact", "trust_level_too_low"],
  ["basis", "hoch", "none", "trust_level_too_low"],
  ["hoch", "hoch", "several exact", "several_matches"],
  ["hoch", "hoch", "name only", "no_exact_match"],
  ["hoch", "hoch", "none", "not_a_resident"],
  ["hoch", "hoch", "exact, blocked", "register_block"],
  ["hoch", "hoch", "name only, blocked", "register_block"],
  ["hoch", "hoch", "exact, a blocked namesake", "register_block"],
  ["basis", "hoch", "exact, blocked", "register_block"],
  ["basis", "hoch", "name only, blocked", "register_block"],
];

describe("identity", () => {
  for (const [proven, demanded, match, answer] of table)
    it(`says ${answer} for ${match}, proven ${proven} where ${demanded} is demanded`, () => {
      const verdict = identify(proven, demanded, person.birthDate, matches[match] ?? { exact: [], byName: [] });
      expect(verdict.kind === "confirmed" ? verdict.kind : verdict.reason).to.equal(answer);
      if (verdict.kind !== "confirmed") expect(verdict.sentence).to.match(/^[A-Z].*\.$/);
    });

  it("leaves who they are to a person where the birth date is known in part, and never says that nobody lives here", () => {
    for (const birthDate of ["1984-00-00", "1984-00-29", "0000-00-00"])
      for (const match of ["exact", "none", "name only"]) {
        const verdict = identify("hoch", "hoch", birthDate, matches[match] ?? { exact: [], byName: [] });
        expect(verdict).to.include({ kind: "unclear", reason: "birth_date_incomplete" });
      }
    expect(identify("basis", "hoch", "1984-00-00", { exact: [], byName: [] })).to.include({
      reason: "trust_level_too_low",
    });
    const hidden = { exact: [], byName: [blocked] };
    expect(identify("basis", "hoch", "1984-00-00", hidden)).to.include({ reason: "register_block" });
  });

  it("says no more about a blocked entry than that a person looks at it", () => {
    const verdict = identify("hoch", "hoch", person.birthDate, { exact: [blocked], byName: [blocked] });
    expect(verdict).to.deep.equal({
      kind: "unclear",
      reason: "register_block",
      sentence: "Die Identität wird von einer Person geprüft.",
    });
  });

  const ask = (match: Match) =>
    given<IdentityState, Map<string, Match>>(identity({ find: async () => [] }), {
      municipality: "055620014014",
      caseId: "case",
      id: "message",
    }).when(
      ApplicationAccepted,
      {
        applicant: { ...person, familyName: "MÜLLER-BEISPIEL" },
        form: "residence-certificate.v1",
        data: "{}",
        trustLevel: "hoch",
        demandedTrustLevel: "hoch",
        attachments: [],
      },
      { id: "message" },
      new Map([["message", match]]),
    );

  it("answers with what the register holds", () => {
    expect(
      ask({ exact: [resident], byName: [resident] })
        .leadsTo(IdentityConfirmed)
        .said(IdentityConfirmed),
    ).to.deep.equal({
      trustLevel: "hoch",
      registered: person,
      residentSince: "2011-04-01",
    });
    ask({ exact: [], byName: [] }).leadsTo(IdentityRefused);
    const unclear = ask({ exact: [], byName: [resident] }).leadsTo(IdentityUnclear);
    expect(unclear.view).to.include({ status: "unclear" });
  });

  it("looks a whole batch up with one question, in order", async () => {
    const asked: unknown[] = [];
    const scene = given<IdentityState, Map<string, Match>>(
      identity({
        find: async (list) => {
          asked.push(list.map(({ municipality }) => municipality));
          return list.map((_, i) => (i ? { exact: [resident], byName: [resident] } : { exact: [], byName: [] }));
        },
      }),
    );
    const message = (id: string, municipality: string) =>
      ({ id, type: ApplicationAccepted.name, envelope: { municipality }, body: { applicant: person } }) as never;
    const prepared = await scene.prepare([message("a", "1"), message("b", "2")]);
    expect(asked).to.deep.equal([["1", "2"]]);
    expect(prepared?.get("a")?.exact).to.have.length(0);
    expect(prepared?.get("b")?.exact).to.have.length(1);
  });

  it("takes nothing that is not an application", () => {
    const scene = given<IdentityState, Map<string, Match>>(identity({ find: async () => [] }));
    expect(() => scene.handle("other", {}, {}, new Map())).to.throw(Fault, "bad-contract");
  });
});

describe("identity: the register's hashes", () => {
  const none = { collection: () => ({}) as never };
  const register = new Register(none, hashKeyOf(Buffer.alloc(32, 7)), plainSealing);
  const hashes = (change: Partial<typeof person> = {}, municipality = "055620014014") =>
    register.hashes(municipality, { ...person, ...change });
  const moved = (change: Partial<typeof person.address>) => hashes({ address: { ...person.address, ...change } });

  it("do not change with capitals, Unicode form, or spaces too many", () => {
    for (const same of [
      hashes({ familyName: "MÜLLER-BEISPIEL" }),
      hashes({ givenNames: "  José   Änne " }),
      hashes({ familyName: person.familyName.normalize("NFD"), givenNames: person.givenNames.normalize("NFD") }),
      moved({ street: "Musterweg 12 a", houseNumber: "" }),
      moved({ houseNumber: "12 A" }),
      moved({ city: "GLADBECK", street: "MUSTERWEG", houseNumber: "12A" }),
    ])
      expect(same).to.deep.equal(hashes());
  });

  it("change with every part that has to match, and with the town", () => {
    const all = [
      hashes(),
      hashes({ familyName: "Mueller-Beispiel" }),
      hashes({ givenNames: "José" }),
      hashes({ birthDate: "1984-02-28" }),
      moved({ street: "Musterallee" }),
      moved({ houseNumber: "12" }),
      moved({ supplement: "Hinterhaus" }),
      moved({ postcode: "45968" }),
      moved({ city: "Dorsten" }),
      hashes({}, "055620012012"),
    ];
    expect(new Set(all.map(({ exact }) => exact)).size).to.equal(all.length);
  });

  it("have the same name hash for the same person at another address, which tells moved from unknown", () => {
    expect(moved({ street: "Musterallee" }).name).to.equal(hashes().name);
    expect(hashes({ birthDate: "1984-02-28" }).name).not.to.equal(hashes().name);
  });

  it("hold nothing of what they are made of, and need the key", () => {
    const other = new Register(none, hashKeyOf(Buffer.alloc(32, 8)), plainSealing);
    expect(other.hashes("055620014014", person)).not.to.deep.equal(hashes());
    expect(hashes().exact).to.match(/^[0-9a-f]{32}$/);
  });
});
