%% Evaluates the code S in the language L with the bindings B, and tells the value in the form F, term or text:
%% {ok, Value}, {raised, Text}, {syntax, Line, Text} or no_elixir.

%% When those who asked are gone, this ends, too.
Leader = group_leader(),
link(Leader),
Binary = fun(Characters) -> unicode:characters_to_binary(Characters) end,
Trim = fun(M, _, _) -> lists:member(M, [erl_eval, erpc, rpc]) end,
Format = fun(Term, Column) -> io_lib:format("~.*tP", [Column, Term, 50]) end,
Exception = fun(Class, Reason, Stack) ->
    try
        erl_error:format_exception(Class, Reason, Stack, #{column => 4, stack_trim_fun => Trim, format_fun => Format})
    catch
        %% OTP 23
        error:undef -> erl_error:format_exception(4, Class, Reason, Stack, Trim, Format, unicode)
    end
end,
Line = fun({Number, _}) -> Number; (Number) -> Number end,
Syntax = fun({Place, Module, Description}) -> {syntax, Line(Place), Binary(Module:format_error(Description))} end,
%% Each expression list ends with a dot, the last one perhaps without. All are parsed before the first one runs.
Parse = fun
    Parse([], Parsed) ->
        {ok, lists:reverse(Parsed)};
    Parse(Tokens, Parsed) ->
        {Before, After} = lists:splitwith(fun(Token) -> element(1, Token) =/= dot end, Tokens),
        {Dot, Rest} =
            case After of
                [] -> {{dot, element(2, lists:last(Tokens))}, []};
                [D | R] -> {D, R}
            end,
        case erl_parse:parse_exprs(Before ++ [Dot]) of
            {ok, Expressions} -> Parse(Rest, [Expressions | Parsed]);
            {error, Why} -> Syntax(Why)
        end
end,
Run = fun
    Run([], Last, _) ->
        Last;
    Run([Expressions | Rest], _, Bound) ->
        {value, V, Next} = erl_eval:exprs(Expressions, Bound),
        Run(Rest, V, Next)
end,
Erlang = fun() ->
    case erl_scan:string(unicode:characters_to_list(S), {1, 1}) of
        {error, Why, _} -> Syntax(Why);
        {ok, [], _} -> {syntax, 1, <<"there is nothing to evaluate">>};
        {ok, Tokens, _} ->
            case Parse(Tokens, []) of
                {ok, Parsed} ->
                    {value, Run(Parsed, ok, B)};
                Wrong -> Wrong
            end
    end
end,
%% From 1.15 on the exception says only that there are errors. Without {log, true} warnings would get lost.
Diagnosed = fun(Evaluate) ->
    Kept = fun() -> try Evaluate() catch Class:Reason:Stack -> {Class, Reason, Stack} end end,
    {Result, All} = 'Elixir.Code':with_diagnostics([{log, true}], Kept),
    case {Result, [{syntax, Line(P), M} || #{severity := error, position := P, message := M} <- All]} of
        {{value, _}, _} -> Result;
        {{error, #{'__struct__' := 'Elixir.CompileError'}, _}, [First | _]} -> First;
        {{Class, Reason, Stack}, _} -> erlang:raise(Class, Reason, Stack)
    end
end,
Elixir = fun() ->
    Evaluate = fun() -> {value, element(1, 'Elixir.Code':eval_string(S, B))} end,
    case code:ensure_loaded('Elixir.Code') of
        {module, _} ->
            case erlang:function_exported('Elixir.Code', with_diagnostics, 2) of
                true -> Diagnosed(Evaluate);
                false -> Evaluate()
            end;
        _ -> no_elixir
    end
end,
Shown = fun
    (V) when F =:= term ->
        V;
    (V) when L =:= elixir ->
        'Elixir.Kernel':inspect(V, [{pretty, true}, {limit, infinity}, {printable_limit, infinity}]);
    (V) ->
        Binary(io_lib:format("~tp", [V]))
end,
Answer = try
    case case L of erlang -> Erlang(); elixir -> Elixir() end of
        {value, Value} -> {ok, Shown(Value)};
        Failed -> Failed
    end
catch
    Class:Reason:Stack when L =:= erlang ->
        {raised, Binary(["** ", Exception(Class, Reason, Stack)])};
    error:#{'__struct__' := Name} = Reason:_ when
        Name =:= 'Elixir.SyntaxError'; Name =:= 'Elixir.TokenMissingError';
        Name =:= 'Elixir.MismatchedDelimiterError'; Name =:= 'Elixir.CompileError' ->
        {syntax, maps:get(line, Reason, 0), 'Elixir.Exception':message(Reason)};
    Class:Reason:Stack ->
        Own = lists:takewhile(
            fun({M, _, _, _}) -> not lists:member(M, [elixir, elixir_compiler, erl_eval, 'Elixir.Code']) end, Stack),
        {raised, 'Elixir.Exception':format(Class, Reason, Own)}
end,
unlink(Leader),
%% What has just been spawned begins to run before this ends: if it fails at once, its report comes before the answer.
erlang:yield(),
Answer.
