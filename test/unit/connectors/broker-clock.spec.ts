import { expect } from "chai";
import { BrokerClock } from "../../../connectors/common/broker-clock.ts";
import type { Log } from "../../../platform/messaging/telemetry/log.ts";

describe("the Kafka broker's clock, which gives the dates of receipt", () => {
  const now = Date.parse("2026-11-28T12:00:00Z");
  const watched = () => {
    const alarms: { seconds: number }[] = [];
    const log = { error: (metadata: { seconds: number }) => alarms.push(metadata) } as unknown as Log;
    return { alarms, clock: new BrokerClock({ now: () => new Date(now) }, log) };
  };

  it("raises one alarm when it is off by more than 5 s, and another when it was right in between", () => {
    const { alarms, clock } = watched();
    clock.between(now - 20, now, now + 5_000);
    expect(alarms).to.deep.equal([]);
    for (const stamped of [now + 60_000, now + 61_000, now - 10, now + 60_000]) clock.between(now - 20, now, stamped);
    clock.between(now - 20, now, now - 86_400_020);
    expect(alarms).to.deep.equal([{ seconds: 60 }, { seconds: 60 }]);
    expect(clock.aheadMs).to.equal(-86_400_000);
  });

  it("says nothing against a broker whose answer took long", () => {
    const { alarms, clock } = watched();
    clock.between(now - 30_000, now, now - 29_000);
    clock.between(now - 30_000, now, -1);
    expect(alarms).to.deep.equal([]);
    expect(clock.aheadMs).to.equal(0);
  });

  it("sees by a record that it is ahead; an old record says nothing", () => {
    const { alarms, clock } = watched();
    clock.read(now - 86_400_000);
    clock.read(now + 4_000);
    expect(clock.aheadMs).to.equal(undefined);
    clock.read(now + 86_400_000);
    expect(alarms).to.deep.equal([{ seconds: 86_400 }]);
  });
});
