import { histories, play } from "../../support/histories/histories.ts";

describe("rules, letter (as its PDF is read), ledger and the portals' messages name the same sums", function () {
  this.timeout(120_000);
  for (const service of Object.keys(histories)) it(`in 25 random histories of ${service}`, () => play(service, 25));
});
