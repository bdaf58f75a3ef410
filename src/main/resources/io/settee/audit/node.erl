%% What a node tells of itself and of its connections: a map. Evaluated by erl_eval on OTP 23 to 29, in a process of its own, so that what
%% comes late is gone with it. Brings no code and changes nothing. Bound before: Salt, a binary of ours; Most, how many connections to tell of;
%% Wait, how many milliseconds to wait for processes of TLS, all together.
%%
%% Cookies leave the node as digests only, salted with bytes that are new in every survey.
%%
%% erlang:system_info(dist_ctrl) says what really carries a connection: a port is inet_tcp_dist's socket, a process is the sender of
%% inet_tls_dist (ssl, tls_sender.erl). What TLS has agreed on is known by the process that receives: the sender is linked to it on OTP 23, and
%% both are children of one supervisor from 25 on. It answers as it answers ssl:connection_information/1 and ssl:peercert/1, which want a
%% record that differs from release to release; its options hold passwords, so that no more is taken than what is named here.
End = erlang:monotonic_time(millisecond) + Wait,
Left = fun() -> max(1, End - erlang:monotonic_time(millisecond)) end,

Try = fun(Ask, Otherwise) -> try Ask() catch _:_ -> Otherwise end end,

Arguments = fun(Flag) ->
    case init:get_argument(Flag) of
        {ok, Lists} -> [[unicode:characters_to_binary(Word) || Word <- Words] || Words <- Lists];
        error -> []
    end
end,

Digest = fun(Node) ->
    Cookie = Try(fun() -> auth:get_cookie(Node) end, nocookie),
    erlang:md5([Salt, atom_to_binary(Cookie, utf8)])
end,

Links = fun(Pid) ->
    case is_pid(Pid) andalso process_info(Pid, links) of
        {links, Linked} -> [P || P <- Linked, is_pid(P), node(P) =:= node()];
        _ -> []
    end
end,

Dictionary = fun(Pid, Key) ->
    case process_info(Pid, dictionary) of
        {dictionary, Entries} -> proplists:get_value(Key, Entries);
        undefined -> undefined
    end
end,

Receiver = fun(Sender) ->
    Supervisor = case Dictionary(Sender, '$ancestors') of [Parent | _] -> Parent; _ -> none end,
    Near = lists:usort(Links(Sender) ++ Links(Supervisor)) -- [Sender],
    hd([P || P <- Near, Dictionary(P, '$initial_call') =:= {ssl_gen_statem, init, 1}])
end,

Tls = fun(Sender) ->
    Connection = Receiver(Sender),
    {ok, Information} = gen_statem:call(Connection, {connection_information, false}, Left()),
    Suite = proplists:get_value(selected_cipher_suite, Information),
    Certificate = Try(fun() -> gen_statem:call(Connection, peer_certificate, Left()) end, none),
    #{version => proplists:get_value(protocol, Information),
      cipher => Try(fun() -> list_to_binary(ssl:suite_to_str(Suite)) end, <<>>),
      verify => proplists:get_value(verify, Information, unknown),
      certificate => case Certificate of {ok, Der} -> Der; Der when is_binary(Der) -> Der; _ -> none end}
end,

%% {Carrier, Address} by the record #connection{} of net_kernel, which differs from release to release, but for this part of it.
NetAddress = fun(Node) ->
    [Connection] = ets:lookup(sys_dist, Node),
    [{Ip, Port, Protocol}] = [{I, P, Pr} || {net_address, {I, P}, _, Pr, _} <- tuple_to_list(Connection)],
    {Protocol, iolist_to_binary([inet:ntoa(Ip), $:, integer_to_list(Port)])}
end,

%% Nodes that the application has for members, connected or not: CouchDB's, and those of a Mnesia database. Modules that are not loaded are
%% left alone.
Members = fun() ->
    Known = [Try(fun() -> apply(Module, Function, Parameters) end, [])
             || {Module, Function, Parameters} <- [{mem3, nodes, []}, {mnesia, system_info, [db_nodes]}],
                erlang:function_exported(Module, Function, length(Parameters))],
    lists:sublist([Node || Node <- lists:usort(lists:append(Known)), is_atom(Node), Node =/= node()], Most)
end,

Controllers = lists:sort(erlang:system_info(dist_ctrl)),
Hidden = nodes(hidden),

%% A socket carries TLS all the same if the kernel encrypts ({ktls, true}, OTP 26 and newer): then net_kernel says so.
Link = fun({Node, Controller}) ->
    {Protocol, Address} = Try(fun() -> NetAddress(Node) end, {unknown, <<>>}),
    Agreed = case is_pid(Controller) of
        true -> Try(fun() -> Tls(Controller) end, unknown);
        false -> none
    end,
    Carrier = if
        is_map(Agreed) -> tls;
        Protocol =:= unknown, is_port(Controller) -> tcp;
        true -> Protocol
    end,
    #{node => Node, hidden => lists:member(Node, Hidden), carrier => Carrier, tls => Agreed, address => Address,
      cookie => Digest(Node)}
end,

#{node => node(),
  otp => list_to_binary(erlang:system_info(otp_release)),
  erts => list_to_binary(erlang:system_info(version)),
  cookie => Digest(node()),
  hidden => Arguments(hidden) =/= [],
  proto_dist => Arguments(proto_dist),
  couch_dist => Arguments(couch_dist),
  ssl_dist_optfile => Arguments(ssl_dist_optfile),
  connections => length(Controllers),
  members => Try(Members, []),
  links => [Link(One) || One <- lists:sublist(Controllers, Most)]}.
