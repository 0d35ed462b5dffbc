import { expect } from "chai";
import { CaseDecided, PortalFormsOffered, ServiceOffered } from "../../../../platform/casework/case/events.ts";
import { objections } from "../../../../platform/casework/objections/objection-case.ts";
import { completed } from "../../../../platform/casework/service/domain.ts";
import type { Offer } from "../../../../platform/casework/towns/offer.ts";
import { offers as dogTax } from "../../../../services/dog-tax/dog-tax.ts";
import { announcement } from "../../../../services/intake/test/counter.ts";
import { residenceCertificate } from "../../../../services/residence-certificate/residence-certificate.ts";
import { given } from "../../../support/given.ts";

const [registration] = dogTax as [Offer];
const objecting = objections(new Map(), async () => new Map());
const offered = completed(residenceCertificate(new Map()), [registration], objecting);

describe("what a domain service offers", () => {
  it("narrows what it takes to its own keys, and is one more event that it publishes", () => {
    expect(offered.serviceKeys).to.deep.equal(["99102013104000"]);
    expect(offered.publishes).to.include.members([CaseDecided, ServiceOffered]);
  });

  it("is announced by a record of its own, apart from all cases", () => {
    const scene = given(offered, { municipality: "m", caseId: "case" });
    const portals = [{ service: "dog-tax", portal: "portal", forms: [] }];
    const said = { offered: announcement("dog-tax", [registration]), portals };
    scene.handle("record.offer", said).leadsTo(ServiceOffered, PortalFormsOffered);
    expect(scene.newEvent(PortalFormsOffered).metadata, "for the portal's connector").to.deep.equal({
      portal: "portal",
    });
    expect(scene.key).to.equal("offers/offer/own");
    expect(scene.said(ServiceOffered).offers[0]?.forms[0]?.name).to.equal("dog-tax-registration.v1");
    scene.handle("timer.question-due", {});
    expect(scene.key).to.equal("m/case/case");
  });
});
