%% The distribution carrier "couch" (-proto_dist couch), for tests: decides between TCP and TLS as CouchDB's module of this
%% name does, so that an Erlang node behaves towards Settee as a CouchDB node would.  Written for Settee from the callbacks in
%% OTP's "How to Implement an Alternative Carrier for the Erlang Distribution" and from how CouchDB's nodes behave.
%%
%%   -couch_dist no_tls true | false | NODE | '"GLOB"'     may be repeated; without it, TLS for everybody
%%
%% - Dialling: the peer's name picks the carrier.
%% - Listening: the node's own name picks the one listener, for every peer.
%% - A dot in a GLOB matches any character and not only a dot, because CouchDB makes a regular expression of it without
%%   escaping; Settee takes it literally.  Kept here to show the difference.
%% - A -couch_dist with any other number of words is ignored without a word.  As above.
-module(couch_dist).
-export([childspecs/0, listen/1, listen/2, address/0]).
-export([accept/1, accept_connection/5, setup/5, close/1, select/1, is_node_name/1]).
-export([setopts/2, getopts/2]).
-export([no_tls/1]).

%% The processes that inet_tls_dist needs; net_kernel starts them before it listens.
childspecs() ->
    inet_tls_dist:childspecs().

%% OTP 23 knows only this one.
listen(Name) ->
    listen(Name, own_host()).

listen(Name, Host) ->
    Carrier = carrier(atom_to_list(Name) ++ "@" ++ Host),
    persistent_term:put(?MODULE, Carrier),
    case erlang:function_exported(Carrier, listen, 2) of
        true -> Carrier:listen(Name, Host);
        false -> Carrier:listen(Name)
    end.

%% Asked instead of listen when the node does not listen (-dist_listen false).
address() ->
    Carrier = carrier(atom_to_list(node())),
    persistent_term:put(?MODULE, Carrier),
    Carrier:address().

accept(Listen) ->
    (listener()):accept(Listen).

accept_connection(AcceptPid, Socket, MyNode, Allowed, SetupTime) ->
    (listener()):accept_connection(AcceptPid, Socket, MyNode, Allowed, SetupTime).

setup(Node, Type, MyNode, LongOrShortNames, SetupTime) ->
    (carrier(atom_to_list(Node))):setup(Node, Type, MyNode, LongOrShortNames, SetupTime).

close(Socket) ->
    (listener()):close(Socket).

select(Node) ->
    inet_tls_dist:select(Node).

is_node_name(Node) ->
    inet_tls_dist:is_node_name(Node).

setopts(Socket, Options) ->
    (listener()):setopts(Socket, Options).

getopts(Socket, Options) ->
    (listener()):getopts(Socket, Options).

listener() ->
    persistent_term:get(?MODULE).

carrier(Node) ->
    Carrier =
        case no_tls(Node) of
            true -> inet_tcp_dist;
            false -> inet_tls_dist
        end,
    {module, Carrier} = code:ensure_loaded(Carrier),
    Carrier.

%% Whether this node, given as text, is one for TCP.
no_tls(Node) ->
    Given =
        case init:get_argument(couch_dist) of
            {ok, Lists} -> [Pattern || ["no_tls", Pattern] <- Lists];
            error -> []
        end,
    lists:any(fun(Pattern) -> matches(Pattern, Node) end, Given).

matches("true", _Node) ->
    true;
matches("false", _Node) ->
    false;
matches([$" | Quoted], Node) ->
    Glob = string:trim(Quoted, trailing, "\""),
    Regex = lists:flatmap(fun($*) -> ".*"; ($?) -> "."; (Char) -> [Char] end, Glob),
    re:run(Node, "^" ++ Regex ++ "$", [{capture, none}]) =:= match;
matches(Name, Node) ->
    Name =:= Node.

own_host() ->
    Given = [Name || Flag <- [name, sname], {ok, [[Name]]} <- [init:get_argument(Flag)]],
    case Given of
        [Name | _] ->
            case string:split(Name, "@") of
                [_, Host] -> Host;
                [_] -> net_adm:localhost()
            end;
        [] ->
            net_adm:localhost()
    end.
