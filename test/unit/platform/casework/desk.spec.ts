import { expect } from "chai";
import { ApplicationAccepted, IdentityConfirmed } from "../../../../platform/casework/case/events.ts";
import { notesMax } from "../../../../platform/casework/office/desk.ts";
import { Fault } from "../../../../platform/messaging/faults.ts";
import { acceptedBody } from "../../../support/events.ts";
import { Scene } from "../../../support/given.ts";
import { leftToPerson } from "../../../support/left-to-person.ts";

const caseNumber = "GLA-26-7K3M9-Q2XAB-41";
const metadata = { municipality: "055620014014", caseId: "case", caseNumber, account: "account" };

/** A case that waits for a person. */
function waiting(): Scene {
  const residentSince = "2020-01-01";
  return new Scene(leftToPerson("gamma"), metadata)
    .on("2026-11-23")
    .when(ApplicationAccepted, acceptedBody)
    .when(IdentityConfirmed, { registered: acceptedBody.applicant, residentSince, trustLevel: "substantiell" });
}

const says = (scene: Scene, command: string, more: object = {}, actor = "anna") =>
  scene.handle(`command.${command}`, { caseNumber, version: 1, commandId: "c", actor, ...more });
const task = (scene: Scene) => scene.view.tasks[0];

describe("what case workers do with a case beside deciding it", () => {
  it("is to take it, once, and to give it back", () => {
    const scene = says(waiting(), "take");
    expect(task(scene)).to.include({ assignee: "anna" });
    expect(() => says(scene, "take", {}, "bert")).to.throw(Fault, "den Vorgang hat schon anna");
    expect(task(says(scene, "take"))).to.include({ assignee: "anna" });
    expect(task(says(scene, "give-back", {}, "bert"))).not.to.have.property("assignee");
    expect(() => says(scene, "give-back")).to.throw(Fault, "niemand");
  });

  it("is to hand it to a colleague, whoever has it", () => {
    const scene = says(says(waiting(), "take"), "hand-over", { to: "cem" }, "bert");
    expect(task(scene)).to.include({ assignee: "cem" });
  });

  it("is to set it aside: it comes back after the day, once, also where the day was changed", () => {
    const scene = says(waiting(), "set-aside", { until: "2026-12-01" });
    expect(task(scene)).to.include({ asideUntil: "2026-12-01" });
    const [first] = scene.view.timers;
    expect(first?.due).to.equal("2026-12-01T23:00:00.000Z");
    says(scene, "set-aside", { until: "2026-12-08" });
    scene.handle("timer.aside-ends", { argument: "" }, { id: first?.id ?? "" });
    expect(task(scene)).to.include({ asideUntil: "2026-12-08" });
    scene.handle("timer.aside-ends", { argument: "" }, { id: scene.view.timers[0]?.id ?? "" });
    expect(task(scene)).not.to.have.property("asideUntil");
    for (const until of ["2026-11-22", "2028-01-01"])
      expect(() => says(scene, "set-aside", { until })).to.throw(Fault, "until");
  });

  it("is to write notes, which stay when it is decided; nothing else does", () => {
    const scene = says(waiting(), "note", { text: "Rückruf am Montag." });
    says(says(scene, "take"), "set-aside", { until: "2026-12-01" });
    scene.decides({ caseNumber, outcome: "refuse", reason: "Nein.", version: 1, commandId: "d", actor: "bert" });
    const { desk } = scene.state;
    expect(desk.notes).to.deep.equal([{ at: "2026-11-23T11:00:00.000Z", by: "anna", text: "Rückruf am Montag." }]);
    expect(desk).to.include({ assignee: "", asideUntil: "" });
    expect(scene.view.timers).to.deep.equal([]);
    expect(says(scene, "note", { text: "Abgelegt." }).state.desk.notes).to.have.length(2);
    for (let i = 2; i < notesMax; i += 1) says(scene, "note", { text: "x" });
    expect(() => says(scene, "note", { text: "x" })).to.throw(Fault, `höchstens ${notesMax}`);
  });

  it("needs a case that waits for a person, but for notes", () => {
    const scene = waiting();
    scene.decides({ caseNumber, outcome: "refuse", reason: "Nein.", version: 1, commandId: "d", actor: "bert" });
    for (const [command, more] of [
      ["take", {}],
      ["give-back", {}],
      ["hand-over", { to: "cem" }],
      ["set-aside", { until: "2026-12-01" }],
    ] as const)
      expect(() => says(scene, command, more), command).to.throw(Fault, "not-waiting");
  });
});
