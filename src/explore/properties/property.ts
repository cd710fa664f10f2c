/**
 * Properties: what must be so in every run. A property is data and a pure reducer over facts, with plain data for
 * state, so that a search can keep its state in the store, hash it and take it back.
 */
import type { Facts, Machine } from '../../machine.ts';

/**
 * `always`: no fact may break it. `eventually`: judged when nothing more will happen, at the end of a run or in a state
 * that is never left; a search also looks for runs without an end in which `atEnd` would never be content (endless.ts).
 * `sometimes`: the other way round. Its sentence says that it has happened, a run that shows it proves it, and a search
 * of every order without it breaks it.
 */
export type PropertyKind = 'always' | 'eventually' | 'sometimes';

/**
 * A state that a property is in (plain data, never changed in place), or a sentence that says what broke it; of one
 * that is `sometimes`, what has happened.
 */
export type Judged<S> = S | string;

type Hears<S> = {
  readonly [K in keyof Facts]?: (state: S, fact: Facts[K], world: Machine) => Judged<S>;
};

/**
 * Something that must be so, as a pure function over what happens: plain data for state, a sentence for what breaks it.
 */
export interface Property<S extends object = object> {
  readonly name: string;
  readonly kind: PropertyKind;
  /** What it says, in one sentence. */
  readonly sentence: string;
  /**
   * It can be judged on recorded QMP traffic: it reads messages only, and never asks the machine. Whoever says so is
   * given nothing else; see {@link confined}.
   */
  readonly observable: boolean;
  /** The state before anything has happened. */
  readonly initial: S;
  /** What each fact makes of the state, by its name; a text says how it breaks the property. */
  readonly hears: Hears<S>;
  /** What of the state has any influence on what it will say; all of it if absent. Plain data. */
  matters?(state: S): unknown;
  /**
   * Until when the state has any, as an absolute time in nanoseconds. What {@link matters} shows is then looked at
   * together with how far off that is, so it must not show the time itself.
   */
  until?(state: S): number;
  /** It is about what clients do, so its counterexamples leave them whole. */
  readonly ofClients?: boolean;
  /**
   * Of one that is `eventually`: it speaks of a time when nothing more happens, and says nothing of runs without an
   * end.
   */
  readonly atRestOnly?: boolean;
  /** Nothing more will happen. @returns what broke it, in a sentence; undefined if nothing did */
  atEnd?(state: S, world: Machine): string | undefined;
}

/** Whether a run without an end breaks it by never fulfilling it. */
export const isJudgedWithoutEnd = ({ kind, atRestOnly = false, atEnd }: Property): boolean =>
  kind === 'eventually' && !atRestOnly && atEnd !== undefined;

/** What recorded traffic can tell. */
export const OBSERVABLE_FACTS = ['monitor-output', 'event-made', 'vm-stopped'] as const;
type ObservableFact = (typeof OBSERVABLE_FACTS)[number];

type ObservableHears<S> = { readonly [K in ObservableFact]?: (state: S, fact: Facts[K]) => Judged<S> };

/** The fact by which a property shows that it is not observable, if it hears one. */
export const unobservableFact = ({ hears }: Pick<Property, 'hears'>): string | undefined =>
  Object.keys(hears).find((fact) => !OBSERVABLE_FACTS.some((each) => each === fact));

/**
 * The same property, of which it is true that it is observable if it says so: then its functions do not get the
 * machine. One that hears something else than messages is not observable, whatever it says. A search relies on this
 * (alike.ts).
 */
export function confined(property: Property): Property {
  const { observable, hears, atEnd } = property;
  if (!observable) return property;
  if (unobservableFact(property) !== undefined) return { ...property, observable: false };
  type Step = (state: object, fact: unknown) => Judged<object>;
  const steps = Object.entries(hears).map(([fact, step]) => [
    fact,
    (state: object, told: unknown) => (step as Step)(state, told),
  ]);
  const confinedEnd = (state: object) => (atEnd as (state: object) => string | undefined).call(property, state);
  return { ...property, hears: Object.fromEntries(steps), ...(atEnd && { atEnd: confinedEnd }) };
}

/** A property of a machine. */
export const property = <S extends object>(definition: Omit<Property<S>, 'observable'>): Property =>
  ({ ...definition, observable: false }) as unknown as Property;

/** A property of the traffic alone. */
export const observableProperty = <S extends object>(
  definition: Omit<Property<S>, 'observable' | 'hears' | 'atEnd'> & {
    readonly hears: ObservableHears<S>;
    atEnd?(state: S): string | undefined;
  },
): Property => ({ ...definition, observable: true }) as unknown as Property;
