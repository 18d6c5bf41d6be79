import { expect, it } from 'vitest';
import { isFinalState, moved, type Transitions } from './transitions.ts';

const door: Transitions<'open' | 'shut' | 'walled'> = {
  what: 'door',
  moves: [
    { from: 'open', to: 'shut' },
    { from: 'shut', to: 'walled' },
  ],
};
const state = (text: 'open' | 'shut' | 'walled') => ({ state: text, colour: 'red' });

it('moves along what is declared, and keeps the rest', () => {
  expect(moved(door, state('open'), 'shut')).toEqual({ state: 'shut', colour: 'red' });
  expect(moved(door, state('shut'), 'shut')).toEqual(state('shut'));
});

it('throws on any other move', () => {
  expect(() => moved(door, state('shut'), 'open')).toThrow('a door does not go from shut to open');
});

it('ends where nothing leads on', () => {
  expect(isFinalState(door, 'walled')).toBe(true);
  expect(isFinalState(door, 'shut')).toBe(false);
});
