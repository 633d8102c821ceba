/** The messages of the contract that the pages read, by short names. */
import type { components } from "../../generated/contract.ts";

export type Schemas = components["schemas"];
export type Label = Schemas["sharedcourt.access.v1.ResourceLabel"];
export type Task = Schemas["sharedcourt.dispatch.v1.Task"];
export type Step = Schemas["sharedcourt.dispatch.v1.Step"];
export type Document = Schemas["sharedcourt.dispatch.v1.Document"];
export type Print = Schemas["sharedcourt.dispatch.v1.Print"];
export type Attempt = Schemas["sharedcourt.dispatch.v1.Attempt"];
export type Packet = Schemas["sharedcourt.evidence.v1.Packet"];
export type Person = Schemas["sharedcourt.courts.v1.Person"];
export type Court = Schemas["sharedcourt.courts.v1.Court"];
export type Reception = Schemas["sharedcourt.courts.v1.Reception"];
export type ReceptionHours = Schemas["sharedcourt.courts.v1.ReceptionHours"];
export type Terminal = Schemas["sharedcourt.courts.v1.Terminal"];
export type Term = Schemas["sharedcourt.courts.v1.Term"];
export type Lead = Schemas["sharedcourt.investigation.v1.Lead"];
export type Session = Schemas["sharedcourt.access.v1.Session"];
export type TaskKind = NonNullable<Task["kind"]>;
export type TaskState = NonNullable<Task["state"]>;
export type Outcome = NonNullable<Attempt["outcome"]>;
export type Topic = NonNullable<Lead["topic"]>;
export type Role = NonNullable<Term["role"]>;
