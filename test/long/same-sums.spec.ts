import { histories, play } from "../support/histories/histories.ts";

describe("rules, letter (as its PDF is read), ledger and the portals' messages name the same sums", function () {
  this.timeout(3_600_000);
  for (const service of Object.keys(histories))
    it(`in 1,250 random histories of ${service}`, () => play(service, 1_250, 1_000));
});
