/** The moves that a kind of thing allows between its states, as data; staying where it is needs no move. */
export interface Transitions<State extends string> {
  readonly what: string;
  readonly moves: readonly { readonly from: State; readonly to: State }[];
}

/** The value in its new state. Throws on a move that is not declared: a bug, never a caller's mistake. */
export const moved = <State extends string, Value extends { readonly state: State }>(
  { what, moves }: Transitions<State>,
  value: Value,
  to: State,
): Value => {
  const { state: from } = value;
  if (from !== to && !moves.some((move) => move.from === from && move.to === to)) {
    throw new Error(`a ${what} does not go from ${from} to ${to}`);
  }
  return { ...value, state: to };
};

/** Whether no move leads on from a state. */
export const isFinalState = <State extends string>({ moves }: Transitions<State>, state: State): boolean =>
  moves.every(({ from }) => from !== state);
