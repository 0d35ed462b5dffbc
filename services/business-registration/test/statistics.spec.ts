import { expect } from "chai";
import { readTowns } from "../../../platform/casework/towns/towns.ts";
import { given } from "../../../test/support/given.ts";
import { businessRegistration } from "../business-registration.ts";
import { BusinessNoticeRequested, BusinessStatisticsCounted } from "../events.ts";
import { type FormName, tariffs } from "./trade.ts";

const [tariff] = tariffs.get("055620014014")?.tariffs ?? [];
if (!tariff) throw new Error("no tariff");
const { office } = tariff;
const empty = () => {
  const metadata = { municipality: "055620014014", serviceKey: "99050012104000", caseId: "case", portal: "p" };
  return given(businessRegistration({ towns: readTowns(), tariffs }), metadata);
};
type Counting = ReturnType<typeof empty>;
const tell = (scene: Counting, form: FormName, day: string, recipient = "statistik") =>
  scene.when(
    BusinessNoticeRequested,
    { recipient, form, author: office, reader: office, fields: [] },
    { time: `${day}T10:00:00.000Z` },
  );
const timers = (scene: Counting) => scene.view.timers;

describe("business registration: the monthly count", () => {
  it("is due on the first working day of the next month, over weekends and holidays", () => {
    const due = (day: string) => timers(tell(empty(), "GewA1", day))[0]?.due;
    expect(due("2026-11-22")).to.equal("2026-12-01T07:00:00.000Z");
    expect(due("2026-12-31")).to.equal("2027-01-04T07:00:00.000Z"); // 1 January is a holiday and a Friday.
    expect(due("2026-04-30")).to.equal("2026-05-04T07:00:00.000Z");
  });

  it("says how many there were of each, counted once however many were told", () => {
    const scene = empty();
    for (const form of ["GewA1", "GewA1", "GewA3", "GewA2"] as const) tell(scene, form, "2026-11-10");
    tell(scene, "GewA1", "2026-11-10", "finanzamt").leadsTo();
    const [timer] = timers(scene);
    const { key } = scene;
    const fired = scene
      .on("2026-12-01")
      .handle("timer.month-ends", {}, { id: timer?.id ?? "", time: "2026-11-30T10:00:00Z" });
    expect(fired.key).to.equal(key);
    expect(fired.events.map(({ contract, body }) => [contract.name, body])).to.deep.equal([
      [
        BusinessStatisticsCounted.name,
        { month: "2026-11", registrations: 2, changes: 1, closings: 1, correction: false },
      ],
    ]);
    expect(fired.events[0]?.metadata).to.include({ municipality: "055620014014", caseId: "" });
    expect(fired.view.timers).to.deep.equal([]);
    tell(scene, "GewA1", "2026-11-30").leadsTo(BusinessStatisticsCounted);
    expect(scene.said(BusinessStatisticsCounted)).to.include({ registrations: 3, correction: true });
  });

  it("begins anew with each month of Berlin, and for each town", () => {
    const scene = tell(empty(), "GewA1", "2026-11-30");
    scene.when(
      BusinessNoticeRequested,
      { recipient: "statistik", form: "GewA1", author: office, reader: office, fields: [] },
      { time: "2026-11-30T23:30:00.000Z" },
    );
    expect(scene.key).to.equal("055620014014/month/2026-12");
    expect(scene.states.size).to.equal(2);
  });
});
