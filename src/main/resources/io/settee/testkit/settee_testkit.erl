%% Runs in the nodes that io.settee.testkit.ErlNode starts: evaluates what comes in on standard input.
%%
%% Lines in:   ID text|term BASE64      the expressions to evaluate, or
%%             stop                     init:stop()
%% Lines out:  MARKER ID value BASE64   the last value, printed or by term_to_binary/1
%%             MARKER ID failed BASE64  what went wrong, for people
%% ID 0 is the answer to having been started.  The end of input ends the node, so that none outlives its test.
%%
%% Three processes.  The reader only reads, so that the end of input is noticed at any time.  The evaluator evaluates, and
%% its message queue belongs to the expressions: it is sent its next work only while it waits for some.  The
%% coordinator stands between them and survives both.
-module(settee_testkit).
-export([start/1]).

start([Marker]) ->
    _ = io:setopts(user, [{encoding, unicode}]),
    _ = spawn(fun() ->
        Coordinator = self(),
        _ = spawn_link(fun() -> read(Coordinator) end),
        answer(Marker, "0", value, atom_to_binary(node(), utf8)),
        coordinate(Marker, new_evaluator(Marker), idle, queue:new())
    end),
    ok.

read(Coordinator) ->
    case io:get_line(user, '') of
        Line when is_list(Line) ->
            Coordinator ! {line, string:lexemes(Line, " \n")},
            read(Coordinator);
        Line when is_binary(Line) ->
            Coordinator ! {line, string:lexemes(binary_to_list(Line), " \n")},
            read(Coordinator);
        _End ->
            halt(0)
    end.

coordinate(Marker, {Pid, Tag, _} = Evaluator, idle, Questions) ->
    case queue:out(Questions) of
        {{value, [Id | _] = Question}, Rest} ->
            Pid ! {Tag, Question},
            coordinate(Marker, Evaluator, {busy, Id}, Rest);
        {empty, _} ->
            await(Marker, Evaluator, idle, Questions)
    end;
coordinate(Marker, Evaluator, Busy, Questions) ->
    await(Marker, Evaluator, Busy, Questions).

await(Marker, {_, Tag, Monitor} = Evaluator, State, Questions) ->
    receive
        {line, ["stop"]} ->
            init:stop(),
            await(Marker, Evaluator, State, Questions);
        {line, Question} ->
            coordinate(Marker, Evaluator, State, queue:in(Question, Questions));
        {Tag, done} ->
            coordinate(Marker, Evaluator, idle, Questions);
        {'DOWN', Monitor, process, _, Reason} ->
            case State of
                {busy, Id} -> answer(Marker, Id, failed, text("the evaluating process died: ~0tp", [Reason]));
                idle -> ok
            end,
            coordinate(Marker, new_evaluator(Marker), idle, Questions)
    end.

new_evaluator(Marker) ->
    Coordinator = self(),
    Tag = make_ref(),
    {Pid, Monitor} = spawn_monitor(fun() -> evaluator(Marker, Coordinator, Tag, erl_eval:new_bindings()) end),
    {Pid, Tag, Monitor}.

evaluator(Marker, Coordinator, Tag, Bindings) ->
    receive
        {Tag, [Id, Form, Encoded]} ->
            {Outcome, Bytes, Bound} = evaluate(Form, unicode:characters_to_list(base64:decode(Encoded)), Bindings),
            answer(Marker, Id, Outcome, Bytes),
            Coordinator ! {Tag, done},
            evaluator(Marker, Coordinator, Tag, Bound)
    end.

evaluate(Form, Text, Bindings) ->
    try
        {ok, Tokens, _} = scan(erl_scan:string(Text)),
        {ok, Expressions} = parse(erl_parse:parse_exprs(Tokens)),
        {value, Value, Bound} = erl_eval:exprs(Expressions, Bindings),
        {value, in_form(Form, Value), Bound}
    catch
        throw:{settee_testkit, Place, Module, Reason} ->
            {failed, text("~0tp: ~ts", [Place, Module:format_error(Reason)]), Bindings};
        Class:Reason:Stack ->
            {failed, text("~tp: ~tp~n  at ~tp", [Class, Reason, lists:filter(fun foreign/1, Stack)]), Bindings}
    end.

scan({error, {Place, Module, Reason}, _}) -> throw({settee_testkit, Place, Module, Reason});
scan(Fine) -> Fine.

parse({error, {Place, Module, Reason}}) -> throw({settee_testkit, Place, Module, Reason});
parse(Fine) -> Fine.

foreign(Frame) ->
    not lists:member(element(1, Frame), [?MODULE, erl_eval]).

in_form("text", Value) -> text("~0tp", [Value]);
in_form("term", Value) -> term_to_binary(Value).

text(Format, Values) ->
    unicode:characters_to_binary(io_lib:format(Format, Values)).

answer(Marker, Id, Outcome, Bytes) ->
    io:put_chars(user, [Marker, $\s, Id, $\s, atom_to_list(Outcome), $\s, base64:encode(Bytes), "\n"]).
