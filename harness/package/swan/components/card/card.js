/* A component with two behaviours, which tells what is called of it and is there for a case to use. */
var station = require('../../lib/station.js');

function told(hook, from) {
  return function () {
    station.hooked('card.' + hook, [from]);
  };
}

var early = Behavior({
  data: { shared: { a: 'early', b: 'early' }, of: 'early' },
  methods: {
    both: function () { return 'early'; },
    each: function () { return 'early'; }
  },
  attached: told('begins', 'early')
});

var late = Behavior({
  data: { shared: { b: 'late', c: 'late' } },
  methods: {
    both: function () { return 'late'; },
    each: function () { return 'late'; }
  }
});

Component({
  behaviors: [early, late],
  properties: {
    cardTitle: { type: String, value: '' }
  },
  data: { count: 0, shared: { c: 'own' } },
  attached: told('attached', 'top'),
  lifetimes: {
    created: told('created', 'own'),
    attached: function () {
      station.card(this);
      station.hooked('card.attached', ['own']);
    },
    ready: told('ready', 'own'),
    detached: told('detached', 'own')
  },
  pageLifetimes: {
    show: told('show', 'own'),
    hide: told('hide', 'own')
  },
  observers: {
    'first, second': told('observed', 'own'),
    '**': told('changed', 'own')
  },
  methods: {
    each: function () { return 'own'; },
    pressed: function (event) { station.hooked('card.pressed', [{ count: this.data.count, type: event.type }]); }
  }
});
