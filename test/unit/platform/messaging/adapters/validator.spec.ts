import { expect } from "chai";
import { wording } from "../../../../../platform/casework/office/wording.ts";
import { AjvValidator } from "../../../../../platform/messaging/adapters/moleculer/validator.ts";
import { action } from "../../../../../platform/messaging/contracts/action.ts";

describe("params of an action that do not fit its contract, or what a service adds to it", () => {
  const added = { feeCents: { type: "integer" } };
  const { params } = action("service.decide", async () => ({ id: "", version: 1 }), added);
  const check = new AjvValidator(wording).compile(params) as unknown as (given: object) => boolean;
  const good = { caseNumber: "GLA-26-7K3M9-Q2XAB-41", outcome: "grant", reason: "Gut.", version: 1, commandId: "c" };

  it("are named to the case worker in German, each with its place and never its value", () => {
    expect(check(good)).to.equal(true);
    const { reason: _, ...without } = { ...good, outcome: "vielleicht", feeCents: "zehn", geheim: 1 };
    expect(() => check(without))
      .to.throw()
      .and.to.deep.include({ type: "bad-request", code: 422 });
    try {
      check(without);
    } catch (error) {
      const { sentence, detail } = (error as { data: { sentence: string; detail: string } }).data;
      expect(sentence).to.equal("Die Angaben der Anfrage passen nicht.");
      for (const part of [
        "/reason fehlt",
        "/outcome hat einen Wert, der hier nicht vorgesehen ist",
        "/feeCents hat nicht die verlangte Form",
        "hat ein Feld, das hier nicht vorgesehen ist",
      ])
        expect(detail).to.include(part);
      expect(detail).not.to.match(/vielleicht|zehn|must/);
    }
  });
});
