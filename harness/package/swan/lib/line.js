/*
 * Speaks with the harness over the page: what is written into the page's input is heard, and what is said is shown in the
 * text beside it. The other end writes, looks, and writes the next.
 *
 * A line that is written is `turn:says:part:parts:length:piece`, or `turn:next:part:0:0:` to be shown the next piece of an
 * answer; what is shown is `launch:turn:heard|says:part:parts:length:piece`. An input tells of every letter that is typed,
 * so a piece counts once it has its length; one that comes twice counts once.
 */

/** Letters of a piece. */
var PIECE = 32768;

var LINE = /^(\d+):(says|next):(\d+):(\d+):(\d+):([\s\S]*)$/;

/**
 * @param {string} launch a name that no other launch has
 * @param {{handle: function}} agent
 * @param {function(string)} show
 * @returns {function(string)} takes what is in the input
 */
module.exports = function (launch, agent, show) {
  var turn = 0;
  var heard = [];
  var answer = [];

  function say(kind, part, parts, piece) {
    show([launch, turn, kind, part, parts, piece.length, piece].join(':'));
  }

  function showPiece(part) {
    if (part <= answer.length) say('says', part, answer.length, answer[part - 1]);
  }

  /** What the agent says. A host may draw two spaces as one; in JSON they stand in strings alone. */
  function answered(text) {
    var rest = text.replace(/ /g, '\\u0020');
    for (var at = 0; at < rest.length; at += PIECE) answer.push(rest.slice(at, at + PIECE));
    showPiece(1);
  }

  function handle(text) {
    var mine = turn;
    agent.handle(text, function (said) {
      if (turn === mine) answered(said);
    });
  }

  say('heard', 0, 0, '');
  return function (line) {
    var fields = LINE.exec(line);
    if (!fields || fields[6].length !== +fields[5] || +fields[1] < turn) return;
    if (+fields[1] > turn) {
      turn = +fields[1];
      heard = [];
      answer = [];
    }
    var part = +fields[3];
    if (fields[2] === 'next') return showPiece(part);
    var last = part === +fields[4];
    if (part === heard.length + 1) {
      heard.push(fields[6]);
      if (last) return handle(heard.join(''));
    }
    if (last) showPiece(1);
    else if (part <= heard.length) say('heard', part, 0, '');
  };
};
