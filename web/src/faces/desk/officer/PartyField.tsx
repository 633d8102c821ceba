/** Whom an act concerns: a party of the case, or somebody else by name where that can be. */
import type { Schemas } from "../../../contract/types.ts";
import { useDesk } from "../../../words/desk/index.ts";
import { TextField } from "../parts/Field.tsx";
import { SelectField } from "../parts/Inputs.tsx";

export type Party = Schemas["sharedcourt.enforcement.v1.Party"];

interface Props {
  /** The path of the contract that it fills. */
  id: string;
  label: string;
  parties: readonly Party[];
  /** The name; it is a party's or somebody else's. */
  value: string;
  isOther: boolean;
  /** The party that was chosen, by its resource name: two parties can have one name. */
  party?: string;
  /** Nobody else than a party can be chosen. */
  partiesOnly?: boolean;
  onChange: (name: string, party: Party | undefined) => void;
}

const OTHER = "other";

export function PartyField({ id, label, parties, value, isOther, party: named, partiesOnly, onChange }: Props) {
  const { w, d } = useDesk();
  const at = isOther
    ? -1
    : parties.findIndex(({ name, displayName }) => (named ? name === named : displayName === value));
  const options = parties.map(
    ({ displayName, side }, place) =>
      [String(place), w.nameAndTitle(displayName, d.form.sides[side ?? "SIDE_UNSPECIFIED"])] as const,
  );
  return (
    <>
      <SelectField<string>
        id={isOther ? `${id}-choice` : id}
        label={label}
        none={d.form.choose}
        value={isOther ? OTHER : at < 0 ? "" : String(at)}
        options={partiesOnly ? options : [...options, [OTHER, d.form.other] as const]}
        onChange={(chosen) => {
          const party = chosen === OTHER ? undefined : parties[Number(chosen || "-1")];
          onChange(party?.displayName ?? (chosen === OTHER ? " " : ""), party);
        }}
      />
      {isOther && (
        <TextField
          id={id}
          label={d.form.otherName}
          value={value.trimStart()}
          maxLength={100}
          onChange={(name) => onChange(name || " ", undefined)}
        />
      )}
    </>
  );
}
