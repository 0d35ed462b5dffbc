import { expect } from "chai";
import {
  ApplicationAccepted,
  ApplicationRefused,
  RecordRefused,
  RecordRepeated,
  ReplyReceived,
  WithdrawalReceived,
} from "../../../platform/casework/case/events.ts";
import { bytesOfReply, repliesBytesMax, repliesMax } from "../../../platform/casework/case/room.ts";
import { applicant, Counter } from "./counter.ts";

describe("intake: what one application may bring", () => {
  const full = { code: "too-many-replies" };
  const replies = (count: number, text = "Guten Tag") => {
    const pushed = new Counter().push();
    for (let i = 1; i <= count; i += 1) pushed.reply({ submissionId: `r-${i}`, text });
    return pushed;
  };

  it("is 100 replies: the next one is refused with a code, and a withdrawal still goes through", () => {
    const pushed = replies(repliesMax);
    pushed.leadsTo(ReplyReceived);
    expect(pushed.reply({ submissionId: "r-101" }).said(RecordRefused)).to.include(full);
    expect(pushed.answer).to.equal("refused");
    pushed.reply({ submissionId: "r-101" }).leadsTo(RecordRepeated);
    pushed.withdraw().leadsTo(WithdrawalReceived);
  });

  it("is 2 MiB of replies, and not one byte more", () => {
    const big = 190 * 1024;
    const empty = bytesOfReply({ text: "", attachments: [] });
    const left = repliesBytesMax - 10 * (big + empty) - empty;
    const pushed = replies(10, "x".repeat(big));
    expect(pushed.reply({ submissionId: "r-11", text: "x".repeat(left + 1) }).said(RecordRefused)).to.include(full);
    pushed.reply({ submissionId: "r-11", text: "x".repeat(left) }).leadsTo(ReplyReceived);
    expect(pushed.reply({ submissionId: "r-12", text: "" }).said(RecordRefused)).to.include(full);
  });

  it("is twenty withdrawals", () => {
    const pushed = new Counter().push();
    const withdraw = (i: number) => pushed.push({ kind: "withdrawal", submissionId: `w-${i}`, text: "" });
    for (let i = 1; i <= 20; i += 1) withdraw(i).leadsTo(WithdrawalReceived);
    expect(withdraw(21).said(RecordRefused)).to.include(full);
  });

  it("never makes it forget what was taken: the first record gets its first answer after any number of others", () => {
    const pushed = replies(repliesMax);
    for (let i = 0; i < 300; i += 1) pushed.reply({ submissionId: `beyond-${i}` }).leadsTo(RecordRefused);
    pushed.push().leadsTo(RecordRepeated);
    pushed.reply({ submissionId: "r-1", text: "Guten Tag" }).leadsTo(RecordRepeated);
    expect(JSON.stringify(pushed.state).length).to.be.lessThan(64 * 1024);
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
      const push = (length: number) =>
        new Counter().push({ applicant: { ...applicant, ...change("ä".repeat(length)) } });
      push(max).leadsTo(ApplicationAccepted);
      const { code, problems } = push(max + 1).said(ApplicationRefused);
      expect(code).to.equal("form-mismatch");
      expect(problems.map(({ path, rule }) => `${path} ${rule}`)).to.deep.equal([`${path} maxLength`]);
    });
});
