declare module "sepa-payment-qr-code" {
  interface Transfer {
    name: string;
    iban: string;
    bic?: string;
    /** euros; what is made of whole cents prints with at most two places */
    amount: number | null;
    structuredReference?: string;
    unstructuredReference?: string;
  }
  /** The text of an EPC069-12 code. Throws for a field that does not fit. */
  export default function generateQrCode(transfer: Transfer): string;
}
