import { expect } from "chai";
import { Errors } from "moleculer";
import { faultSentences } from "../../../../platform/casework/office/fault-sentences.ts";
import { Fault, type FaultCode, faultOf, faults } from "../../../../platform/messaging/faults.ts";

describe("faults", () => {
  for (const [code, { retry, status }] of Object.entries(faults))
    it(`${code} has a sentence for people, a status, and says whether to try again`, () => {
      expect(faultSentences[code as FaultCode]).to.match(/^[A-ZÄÖÜ][^{}]{10,150}\.$/);
      expect(status).to.be.within(400, 599);
      expect(retry !== false, "what may succeed later is the server's fault, what may not is the caller's").to.equal(
        status >= 500,
      );
      const fault = new Fault(code as FaultCode, "detail");
      expect(fault).to.include({ code, retry: retry !== false, name: "Fault", message: `${code}: detail` });
      expect(new Fault(code as FaultCode).message).to.equal(code);
    });

  it("stay what they are", () => {
    const fault = new Fault("not-found");
    expect(faultOf(fault)).to.equal(fault);
  });

  it("are known by their type after they crossed a node without their class", () => {
    for (const code of Object.keys(faults)) {
      const crossed = Object.assign(new Error("whatever"), { type: code });
      expect(faultOf(crossed)).to.include({ code, cause: crossed });
    }
  });

  it("are unavailable when Moleculer finds nobody who answers in time", () => {
    const away = [
      new Errors.ServiceNotFoundError({ action: "intake.receive" }),
      new Errors.ServiceNotAvailableError({ action: "intake.receive" }),
      new Errors.RequestTimeoutError({ action: "intake.receive", nodeID: "node" }),
      new Errors.RequestRejectedError({ action: "intake.receive", nodeID: "node" }),
    ];
    for (const error of away) expect(faultOf(error), error.type).to.include({ code: "unavailable", retry: true });
  });

  it("are unexpected otherwise, with the error's class and without its message", () => {
    const secret = new TypeError("cannot read Žofie Beispielová");
    expect(faultOf(secret)).to.include({ code: "unexpected", detail: "TypeError", cause: secret, retry: true });
    expect(faultOf(secret).message).not.to.include("Beispielová");
    expect(faultOf("Žofie").message).to.equal("unexpected: string");
    expect(faultOf(undefined).code).to.equal("unexpected");
    expect(faultOf(new Errors.MoleculerError("x", 500, "SOMETHING_ELSE")).code).to.equal("unexpected");
  });
});
