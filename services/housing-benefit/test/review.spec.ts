import { expect } from "chai";
import type { CaseFile } from "../../../platform/casework/case/case-file.ts";
import {
  ApplicationAccepted,
  CaseDecided,
  CaseReferred,
  IdentityConfirmed,
  NoticeRequested,
  PaymentRequested,
} from "../../../platform/casework/case/events.ts";
import { readTowns } from "../../../platform/casework/towns/towns.ts";
import { betweenCaseAndDwelling } from "../../../test/support/dwelling.ts";
import { someFiles } from "../../../test/support/enclosed.ts";
import { given, type Scene } from "../../../test/support/given.ts";
import { hashKey } from "../../../test/support/hash-key.ts";
import file from "../calculation/parameters.json" with { type: "json" };
import { onDay, type Parameters, parametersOf, readParameters } from "../calculation/parameters.ts";
import { housingBenefitService } from "../housing-benefit.ts";
import { applicant, now } from "./grants.ts";

const municipality = "055620014014";
const caseNumber = "GLA-26-7K3M9-Q2XAB-41";
const law = readParameters();

/** The service as it is when law and town say what holds until a day. */
function service(figures: Parameters, until: string | null) {
  const rentLevels = [{ from: "2023-01-01", until, level: 2 }];
  const levels = new Map([[municipality, { rentLevels }]]);
  return housingBenefitService({ towns: readTowns(), levels, law: figures, hashKey });
}

/** A grant from November 2026 to October 2027, with figures until December. */
function granted(receivedAt = "2026-11-22T10:00:00Z"): Scene<CaseFile> {
  const metadata = { municipality, caseId: "case", caseNumber, account: "", receivedAt };
  return given(service(law, "2026-12-31"), metadata)
    .within(...betweenCaseAndDwelling)
    .on("2026-11-23")
    .when(ApplicationAccepted, {
      ...{ applicant, form: "housing-benefit.v1", data: JSON.stringify(now), attachments: someFiles(2) },
      ...{ trustLevel: "substantiell", demandedTrustLevel: "substantiell" },
    })
    .when(IdentityConfirmed, { trustLevel: "substantiell", registered: applicant, residentSince: "2011-04-01" });
}

function fire(scene: Scene<CaseFile>): Scene<CaseFile> {
  const [timer] = scene.view.timers;
  if (!timer) throw new Error("no timer");
  return scene.on(timer.due).handle(`timer.${timer.name}`, {}, { id: timer.id });
}

/** The same case after a deployment with other figures. */
function deployed(scene: Scene<CaseFile>, figures: Parameters, until: string | null): Scene<CaseFile> {
  const after = given(service(figures, until), { municipality, caseId: "case", caseNumber })
    .within(...betweenCaseAndDwelling)
    .on("2027-02-10");
  after.key = scene.key;
  for (const [key, state] of scene.states) after.states.set(key, state);
  return after;
}

/** The figures as they would be if the draft became law, and as they would be if nothing changed. */
const drafted: Parameters = {
  amounts: [...law.amounts, ...law.proposed.amounts],
  incomes: law.incomes.map((set) => ({ ...set, until: set.until === "2026-12-31" ? null : set.until })),
};
const prolonged: Parameters = {
  amounts: law.amounts.map((set) => ({ ...set, until: set.until === "2026-12-31" ? null : set.until })),
  incomes: drafted.incomes,
};
const [lastSet] = law.amounts.filter(({ until }) => until === "2026-12-31");
if (!lastSet) throw new Error("no figures of 2026");
/** A law that gives more. */
const richer: Parameters = {
  amounts: [...law.amounts, { ...lastSet, from: "2027-01-01", until: null, factor: (lastSet.factor * 21n) / 20n }],
  incomes: drafted.incomes,
};
const again = { caseNumber, outcome: "grant", reason: "Neue Werte." };

describe("housing benefit: figures that are not law", () => {
  it("are read and checked, and never applied", () => {
    expect(law.proposed.amounts.map(({ from, leastPayment }) => [from, leastPayment])).to.deep.equal([
      ["2027-01-01", 15],
    ]);
    expect(onDay(law.amounts, "2027-01-01")).to.equal(undefined);
    const [proposed] = file.amounts.filter(({ law }) => law === null);
    const withDraft = (change: object) => () => parametersOf({ ...file, amounts: [{ ...proposed, ...change }] });
    expect(withDraft({ factor: "1,15" })).to.throw("parameters of the housing benefit");
    expect(withDraft({ law: "Regierungsentwurf" })).to.throw("parameters of the housing benefit");
    expect(withDraft({ law: "BGBl. 2026 I No. 999" })().amounts).to.have.length(1);
  });

  it("are named in a notice that goes on after what is law, and in no other", () => {
    const notice = granted().said(NoticeRequested).content;
    expect(notice).to.include("gelten bis zum 31.12.2026. Was danach gilt, steht noch nicht fest.");
    expect(granted("2026-01-15T10:00:00Z").said(NoticeRequested).content).not.to.include("steht noch nicht fest");
  });
});

describe("housing benefit: a grant that goes on after what is law", () => {
  it("is put to a person when the figures end, and not before", () => {
    const scene = granted();
    expect(scene.view.timers.map(({ due }) => due)).to.deep.equal(["2026-12-31T23:00:00.000Z"]);
    const reasons = fire(scene).leadsTo(CaseReferred).said(CaseReferred).reasons;
    expect(reasons.map(({ code }) => code)).to.deep.equal(["figures-review"]);
    expect(scene.view.tasks).to.have.length(1);
  });

  it("ends with the figures: nobody is asked", () => {
    const scene = granted("2026-01-15T10:00:00Z");
    expect(scene.view.timers).to.deep.equal([]);
  });

  it("cannot be calculated anew while there are no figures, and a refusal leaves what was granted", () => {
    const scene = fire(granted());
    expect(() => scene.decides(again)).to.throw("für den 01.01.2027 sind noch keine Werte hinterlegt");
    scene.decides({ ...again, outcome: "refuse" }).leadsTo();
    expect(scene.view).to.deep.include({ status: "decided", tasks: [] });
  });

  it("stays as it is where the new figures give the same: no notice, no money, no task", () => {
    const scene = deployed(fire(granted()), prolonged, null).decides(again).leadsTo();
    expect(scene.view).to.include({ status: "decided" });
    expect(scene.view.tasks).to.deep.equal([]);
    expect(scene.view.timers).to.deep.equal([]);
  });

  it("is changed from the first month of the new figures on, with notice and difference", () => {
    const before = granted();
    const cents = before.said(CaseDecided).amountCents ?? 0;
    const scene = deployed(fire(before), richer, null).decides(again);
    scene.leadsTo(CaseDecided, PaymentRequested, NoticeRequested);
    const after = scene.said(CaseDecided).amountCents ?? 0;
    expect(after).to.be.above(cents);
    const { claims } = scene.said(PaymentRequested);
    expect(claims).to.have.length(10);
    expect(new Set(claims.map((claim) => claim.cents))).to.deep.equal(new Set([cents - after]));
    expect(scene.said(NoticeRequested).content)
      .to.include("Ab dem 01.01.2027 beträgt Ihr Wohngeld")
      .and.not.include("steht noch nicht fest");
    expect(() => scene.decides(again)).to.throw("not-waiting");
  });

  it("is never lowered by it: that is for a hearing", () => {
    const scene = deployed(fire(granted()), drafted, null);
    expect(() => scene.decides(again)).to.throw("vorher ist anzuhören");
    expect(() => scene.decides({ ...again, monthlyCents: 900_00, basis: "§ 19" })).to.throw("monthlyCents, basis");
  });

  it("is asked about again where the case waited for somebody already", () => {
    const scene = granted();
    const waiting = {
      ...scene.state,
      status: "waiting-for-person",
      reasons: [],
      since: "2026-12-20T00:00:00Z",
    } as CaseFile;
    scene.states.set(scene.key, waiting);
    fire(scene).leadsTo();
    expect(scene.view.timers.map(({ due }) => due)).to.deep.equal(["2027-01-31T23:00:00.000Z"]);
    scene.states.set(scene.key, { ...scene.state, status: "decided" });
    fire(scene).leadsTo(CaseReferred);
  });
});
