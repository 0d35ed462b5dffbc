import { expect } from "chai";
import {
  ApplicationAccepted,
  ApplicationRefused,
  RecordRefused,
  RecordRepeated,
  ReplyReceived,
  WithdrawalReceived,
} from "../../../../platform/contracts/events.ts";
import type { IntakeState } from "../../../../services/intake/intake.ts";
import { applicant, Counter } from "./counter.ts";

const counter = () => new Counter();

describe("intake: many records about one application", () => {
  const hashOf = (number: number) => number.toString(16).padStart(64, "0");
  /** An application with so many records that it is one of them. */
  function withRecords(count: number): Counter {
    const pushed = counter().push();
    for (let i = 1; i < count; i += 1) pushed.reply({ sha256: hashOf(i) }).leadsTo(ReplyReceived);
    return pushed;
  }

  it("are taken up to 500, and a reply beyond is refused with a code, as often as it comes", () => {
    const pushed = withRecords(500);
    for (const again of [1, 2]) {
      pushed.reply({ sha256: hashOf(500) }).leadsTo(RecordRefused);
      expect(pushed.said(RecordRefused).code, `time ${again}`).to.equal("too-many-records");
      expect(pushed.answer).to.equal("refused");
    }
    expect((pushed.state as IntakeState).records).to.have.length(500);
    expect(pushed.surface.view(pushed.state).status).to.equal("accepted");
  });

  it("never make the application's own record forgotten, nor a reply that was taken", () => {
    const pushed = withRecords(500);
    pushed.push().leadsTo(RecordRepeated);
    pushed.reply({ sha256: hashOf(1) }).leadsTo(RecordRepeated);
    pushed.push({ form: "other" }).leadsTo(RecordRefused);
    expect(pushed.said(RecordRefused).code).to.equal("content-differs");
    pushed.push().leadsTo(RecordRepeated);
  });

  it("leave room for a withdrawal, which is taken once, and for a few more of them", () => {
    const pushed = withRecords(500);
    pushed.withdraw().leadsTo(WithdrawalReceived).withdraw().leadsTo(RecordRepeated);
    const another = (i: number) => pushed.push({ kind: "withdrawal", submissionId: `w-${i}`, text: "" });
    for (let i = 2; i <= 10; i += 1) another(i).leadsTo(WithdrawalReceived);
    another(11).leadsTo(RecordRefused);
    expect(pushed.said(RecordRefused).code).to.equal("too-many-records");
  });

  it("do not keep an application from being accepted after 500 of it were refused", () => {
    const pushed = counter();
    for (let i = 0; i < 510; i += 1) pushed.push({ serviceKey: "0", sha256: hashOf(i) }).leadsTo(ApplicationRefused);
    expect((pushed.state as IntakeState).records).to.have.length(500);
    pushed.push().leadsTo(ApplicationAccepted).push().leadsTo(RecordRepeated);
  });
});

describe("intake: an applicant's fields", () => {
  const address = applicant.address;
  const long: Record<string, [max: number, change: (text: string) => object]> = {
    "/applicant/familyName": [200, (familyName) => ({ familyName })],
    "/applicant/givenNames": [200, (givenNames) => ({ givenNames })],
    "/applicant/birthDate": [10, (birthDate) => ({ birthDate })],
    "/applicant/address/street": [200, (street) => ({ address: { ...address, street } })],
    "/applicant/address/houseNumber": [20, (houseNumber) => ({ address: { ...address, houseNumber } })],
    "/applicant/address/supplement": [100, (supplement) => ({ address: { ...address, supplement } })],
    "/applicant/address/postcode": [10, (postcode) => ({ address: { ...address, postcode } })],
    "/applicant/address/city": [100, (city) => ({ address: { ...address, city } })],
  };
  for (const [path, [max, change]] of Object.entries(long))
    it(`may have ${max} characters in ${path}; with one more the sender hears which is too long`, () => {
      const push = (length: number) => counter().push({ applicant: { ...applicant, ...change("ä".repeat(length)) } });
      push(max).leadsTo(ApplicationAccepted);
      const { code, problems } = push(max + 1).said(ApplicationRefused);
      expect(code).to.equal("form-mismatch");
      expect(problems.map(({ path, rule }) => `${path} ${rule}`)).to.deep.equal([`${path} maxLength`]);
    });
});
