import { type AgendaItem, type Meeting, type MeetingEvent } from './meeting.ts';

/** The meeting after an event. `meeting.called` opens one; everything else needs one. */
export function evolve(meeting: Meeting | null, event: MeetingEvent): Meeting {
  if (event.type === 'meeting.called') {
    return { ...event.meeting, status: 'called', present: [], items: [], cancelReason: null, corrections: [] };
  }
  if (!meeting) throw new Error(`${event.type} before meeting.called`);
  switch (event.type) {
    case 'meeting.member-added':
      return { ...meeting, members: [...meeting.members, event.member] };
    case 'meeting.item-added':
      return {
        ...meeting,
        items: [
          ...meeting.items,
          { ...event.item, recusals: [], minutes: '', resolution: null, text: '', dissent: [] },
        ],
      };
    case 'meeting.item-removed':
      return { ...meeting, items: meeting.items.filter(({ id }) => id !== event.itemId) };
    case 'meeting.recused':
      return onItem(meeting, event.itemId, (item) => ({ ...item, recusals: [...item.recusals, event.recusal] }));
    case 'meeting.convened': {
      const { heldOn, chair, present } = event;
      return { ...meeting, status: 'convened', heldOn, chair, present };
    }
    case 'meeting.resolved': {
      const { resolution, text, minutes, dissent } = event;
      return onItem(meeting, event.itemId, (item) => ({ ...item, resolution, text, minutes, dissent }));
    }
    case 'meeting.concluded':
      return { ...meeting, status: 'concluded' };
    case 'meeting.cancelled':
      return { ...meeting, status: 'cancelled', cancelReason: event.reason };
    case 'meeting.corrected':
      return { ...meeting, corrections: [...meeting.corrections, event.correction] };
  }
}

/** Several events, one after the other. */
export function evolveAll(meeting: Meeting | null, events: readonly MeetingEvent[]): Meeting {
  const after = events.reduce<Meeting | null>(evolve, meeting);
  if (!after) throw new Error('no event, no meeting');
  return after;
}

function onItem(meeting: Meeting, id: string, change: (item: AgendaItem) => AgendaItem): Meeting {
  return { ...meeting, items: meeting.items.map((item) => (item.id === id ? change(item) : item)) };
}
