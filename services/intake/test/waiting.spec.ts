import { expect } from "chai";
import {
  ApplicationAccepted,
  ApplicationRefused,
  RecordRefused,
  ReplyReceived,
  WithdrawalReceived,
} from "../../../platform/casework/case/events.ts";
import { Pushed } from "../pushed.ts";
import { Counter } from "./counter.ts";

const counter = () => new Counter();

describe("intake: an application that is kept for another try", () => {
  const metadata = { portal: "serviceportal-emscher-lippe", applicationId: "a-1" };
  const kept = () => counter().keeps(Pushed.application.name, metadata);

  it("has what answers it wait, which is handed on once it was accepted", () => {
    const scene = kept();
    expect(() => scene.reply()).to.throw("not-yet");
    expect(() => scene.withdraw()).to.throw("not-yet");
    scene.push().leadsTo(ApplicationAccepted);
    scene.reply().leadsTo(ReplyReceived);
    scene.withdraw().leadsTo(WithdrawalReceived);
  });

  it("has it refused once it was refused itself", () => {
    const scene = kept();
    scene.push({ municipality: "000000000000" }).leadsTo(ApplicationRefused);
    scene.reply().leadsTo(RecordRefused);
  });

  it("is noted once, and not of one that was accepted, nor of a reply", () => {
    const accepted = counter().push();
    const before = accepted.states.get(accepted.key);
    expect(accepted.keeps(Pushed.application.name, metadata).states.get(accepted.key)).to.deep.equal(before);
    expect(() => counter().keeps(Pushed.reply.name, metadata).reply()).not.to.throw();
  });
});
