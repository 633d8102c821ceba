/** The fields of each act on a parcel; each bears the path of the contract as its id. */
import { TextField } from "../parts/Field.tsx";
import { DayField, MoneyField, SelectField } from "../parts/Inputs.tsx";
import { PickFiles } from "../parts/PickFiles.tsx";
import { type Failure, failuresOf, type Parcel, type ParcelAct, type Written } from "./course.ts";
import { useDisposalWords } from "./words.ts";

interface Props {
  act: ParcelAct;
  parcel: Parcel;
  said: Written;
  onChange: (part: Partial<Written>) => void;
  files: readonly File[];
  onFiles: (files: File[]) => void;
}

export function ActFields({ act, parcel, said, onChange, files, onFiles }: Props) {
  const { d, p } = useDisposalWords();
  switch (act) {
    case "list":
      return <Listing said={said} onChange={onChange} />;
    case "sell":
    case "takeInKind":
      return <Buyer isSale={act === "sell"} said={said} onChange={onChange} />;
    case "fail":
      return (
        <>
          <SelectField<Failure>
            id="failure"
            label={p.failure}
            none={d.form.choose}
            value={said.failure}
            options={failuresOf(parcel).map((each) => [each, p.failures[each]] as const)}
            onChange={(failure) => onChange({ failure })}
          />
          <TextField
            id="reason"
            label={p.reason}
            value={said.reason}
            maxLength={2000}
            long
            onChange={(reason) => onChange({ reason })}
          />
          <DayField
            id="endDate"
            label={p.ended}
            hint={p.today}
            value={said.ended}
            onChange={(ended) => onChange({ ended })}
          />
        </>
      );
    case "pay":
      return (
        <MoneyField id="paidFen" label={p.paidYuan} value={said.price} onChange={(price) => onChange({ price })} />
      );
    case "deliver":
      return (
        <PickFiles
          id="papers"
          label={p.deliveryPapers}
          choose={p.addPapers}
          hint={p.deliveryHint}
          accept="application/pdf,image/*"
          files={files}
          onChange={onFiles}
        />
      );
    case "register":
      return (
        <TextField
          id="certificateNumber"
          label={p.certificate}
          value={said.certificate}
          maxLength={100}
          onChange={(certificate) => onChange({ certificate })}
        />
      );
  }
}

type Part = Pick<Props, "said" | "onChange">;

function Listing({ said, onChange }: Part) {
  const { p } = useDisposalWords();
  return (
    <>
      <SelectField<Written["kind"]>
        id="listing.kind"
        label={p.way}
        value={said.kind}
        options={[
          ["LISTING_KIND_AUCTION", p.auction],
          ["LISTING_KIND_SELL_OFF", p.sellOff],
        ]}
        onChange={(kind) => onChange({ kind: kind || "LISTING_KIND_AUCTION" })}
      />
      <div className="row-fields">
        <DayField
          id="listing.noticeDate"
          label={p.notice}
          value={said.notice}
          onChange={(notice) => onChange({ notice })}
        />
        <DayField id="listing.openDate" label={p.open} value={said.open} onChange={(open) => onChange({ open })} />
      </div>
      <div className="row-fields">
        <MoneyField
          id="listing.startPriceFen"
          label={p.startYuan}
          hint={p.startHint}
          value={said.start}
          onChange={(start) => onChange({ start })}
        />
        <MoneyField
          id="listing.depositFen"
          label={p.depositYuan}
          value={said.deposit}
          onChange={(deposit) => onChange({ deposit })}
        />
      </div>
      <MoneyField
        id="listing.valuationFen"
        label={p.newValuation}
        value={said.valuation}
        onChange={(valuation) => onChange({ valuation })}
      />
    </>
  );
}

/** Who buys, or takes it instead of money, and for how much. */
function Buyer({ isSale, said, onChange }: Part & { isSale: boolean }) {
  const { p } = useDisposalWords();
  const at = isSale ? "buyer" : "taker";
  return (
    <>
      <MoneyField
        id="priceFen"
        label={isSale ? p.priceYuan : p.kindYuan}
        value={said.price}
        onChange={(price) => onChange({ price })}
      />
      <TextField
        id={`${at}.displayName`}
        label={isSale ? p.buyer : p.taker}
        value={said.name}
        maxLength={100}
        onChange={(name) => onChange({ name })}
      />
      <div className="row-fields">
        <SelectField<Written["subject"]>
          id={`${at}.kind`}
          label={p.buyerKind}
          value={said.subject}
          options={Object.entries(p.subjectKinds) as [Written["subject"], string][]}
          onChange={(subject) => onChange({ subject: subject || "SUBJECT_KIND_ORGANISATION" })}
        />
        <TextField
          id={`${at}.identityNumber`}
          label={p.buyerNumber}
          value={said.number}
          maxLength={40}
          onChange={(number) => onChange({ number })}
        />
      </div>
      {isSale && (
        <TextField
          id="sellTime"
          label={p.sold}
          hint={p.soldHint}
          type="datetime-local"
          value={said.time}
          maxLength={16}
          onChange={(time) => onChange({ time })}
        />
      )}
    </>
  );
}
