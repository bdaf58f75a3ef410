/**
 * Other projects' test suites, translated case by case, and where each item of the acceptance list is tested. {@code SuiteTableTest} checks
 * that every test named here exists.
 *
 * <h2>jinterface_SUITE</h2>
 * <table>
 *   <caption>OTP 25 to 29, lib/jinterface/test</caption>
 *   <tr><td>generic_transport_factory</td><td>CarrierSpiTest#carriesMessagesLinksAndTheEnd</td></tr>
 *   <tr><td>transport_factory</td><td>CarrierSpiTest#carriesMessagesLinksAndTheEnd; one kind of carrier here, with or without ports</td></tr>
 *   <tr><td>nodename</td><td>suites.JInterfaceTest#nodename</td></tr>
 *   <tr><td>register_and_whereis</td><td>suites.JInterfaceTest#registerAndWhereis</td></tr>
 *   <tr><td>get_names</td><td>suites.JInterfaceTest#getNames</td></tr>
 *   <tr><td>boolean_atom</td><td>suites.JInterfaceTest#booleanAtom</td></tr>
 *   <tr><td>maps</td><td>suites.JInterfaceTest#maps</td></tr>
 *   <tr><td>fun_equals</td><td>suites.JInterfaceTest#funEquals</td></tr>
 *   <tr><td>core_match_bind</td><td>suites.JInterfaceTest#coreMatchBind</td></tr>
 *   <tr><td>node_ping</td><td>suites.JInterfaceErlIT#nodePing; a name without host is refused with a reason; a cookie is changed at the peer</td></tr>
 *   <tr><td>mbox_ping</td><td>suites.JInterfaceErlIT#mboxPing</td></tr>
 *   <tr><td>java_erlang_send_receive</td><td>suites.JInterfaceErlIT#javaErlangSendReceive</td></tr>
 *   <tr><td>java_internal_send_receive_same_node</td><td>suites.JInterfaceTest#javaInternalSendReceiveSameNode</td></tr>
 *   <tr><td>java_internal_send_receive_different_nodes</td><td>suites.JInterfaceTest#javaInternalSendReceiveDifferentNodes</td></tr>
 *   <tr><td>java_internal_send_receive_self</td><td>suites.JInterfaceTest#javaInternalSendReceiveSelf</td></tr>
 *   <tr><td>java_link_and_exit</td><td>suites.JInterfaceErlIT#javaLinkAndExit</td></tr>
 *   <tr><td>erl_link_and_exit</td><td>suites.JInterfaceErlIT#erlLinkAndExit</td></tr>
 *   <tr><td>erl_link_java_exit</td><td>suites.JInterfaceErlIT#erlLinkJavaExit</td></tr>
 *   <tr><td>java_link_erl_exit</td><td>suites.JInterfaceErlIT#javaLinkErlExit</td></tr>
 *   <tr><td>erl_link_unlink_link_and_exit</td><td>suites.JInterfaceErlIT#erlLinkUnlinkLinkAndExit</td></tr>
 *   <tr><td>erl_link_java_unlink_link_and_exit</td><td>suites.JInterfaceErlIT#erlLinkJavaUnlinkLinkAndExit</td></tr>
 *   <tr><td>simultaneous_erl_link_java_link_unlink</td><td>suites.JInterfaceErlIT#simultaneousErlLinkJavaLinkUnlink</td></tr>
 *   <tr><td>simultaneous_erl_link_unlink_java_link</td><td>suites.JInterfaceErlIT#simultaneousErlLinkUnlinkJavaLink</td></tr>
 *   <tr><td>internal_link_linking_exits</td><td>suites.JInterfaceTest#internalLinkLinkingExits</td></tr>
 *   <tr><td>internal_link_linked_exits</td><td>suites.JInterfaceTest#internalLinkLinkedExits</td></tr>
 *   <tr><td>internal_unlink_linking_exits</td><td>suites.JInterfaceTest#internalUnlinkLinkingExits</td></tr>
 *   <tr><td>internal_unlink_linked_exits</td><td>suites.JInterfaceTest#internalUnlinkLinkedExits</td></tr>
 *   <tr><td>normal_exit</td><td>suites.JInterfaceErlIT#normalExit</td></tr>
 *   <tr><td>kill_mbox</td><td>suites.JInterfaceErlIT#killMbox; skipped in OTP</td></tr>
 *   <tr><td>kill_erl_proc_from_java</td><td>suites.JInterfaceErlIT#killErlProcFromJava</td></tr>
 *   <tr><td>kill_mbox_from_erlang</td><td>suites.JInterfaceErlIT#killMboxFromErlang; skipped in OTP</td></tr>
 *   <tr><td>erl_exit_with_reason_any_term</td><td>suites.JInterfaceErlIT#erlExitWithReasonAnyTerm</td></tr>
 *   <tr><td>java_exit_with_reason_any_term</td><td>suites.JInterfaceErlIT#javaExitWithReasonAnyTerm</td></tr>
 *   <tr><td>status_handler_localStatus</td><td>suites.JInterfaceErlIT#statusHandlerLocalStatus</td></tr>
 *   <tr><td>status_handler_remoteStatus</td><td>suites.JInterfaceErlIT#statusHandlerRemoteStatus</td></tr>
 *   <tr><td>status_handler_connAttempt</td><td>suites.JInterfaceErlIT#statusHandlerConnAttempt</td></tr>
 * </table>
 * <h2>nc_SUITE</h2>
 * <table>
 *   <caption>OTP 25 to 29, lib/jinterface/test</caption>
 *   <tr><td>pid_roundtrip</td><td>suites.NativeCodecErlIT#pidRoundtrip</td></tr>
 *   <tr><td>port_roundtrip</td><td>suites.NativeCodecErlIT#portRoundtrip</td></tr>
 *   <tr><td>ref_roundtrip</td><td>suites.NativeCodecErlIT#refRoundtrip</td></tr>
 *   <tr><td>new_float</td><td>suites.NativeCodecErlIT#newFloat</td></tr>
 *   <tr><td>old_stuff</td><td>suites.NativeCodecErlIT#oldStuff</td></tr>
 *   <tr><td>binary_roundtrip</td><td>suites.NativeCodecErlIT#binaryRoundtrip</td></tr>
 *   <tr><td>decompress_roundtrip</td><td>suites.NativeCodecErlIT#decompressRoundtrip</td></tr>
 *   <tr><td>compress_roundtrip</td><td>suites.NativeCodecErlIT#compressRoundtrip</td></tr>
 *   <tr><td>integer_roundtrip</td><td>suites.NativeCodecErlIT#integerRoundtrip</td></tr>
 *   <tr><td>fun_roundtrip</td><td>suites.NativeCodecErlIT#funRoundtrip</td></tr>
 *   <tr><td>lists_roundtrip</td><td>suites.NativeCodecErlIT#listsRoundtrip</td></tr>
 *   <tr><td>lists_roundtrip_2</td><td>suites.NativeCodecErlIT#listsRoundtrip2</td></tr>
 *   <tr><td>lists_iterator</td><td>suites.NativeCodecErlIT#listsIterator</td></tr>
 *   <tr><td>unicode</td><td>suites.NativeCodecErlIT#unicode</td></tr>
 *   <tr><td>unicode_list_to_string</td><td>suites.NativeCodecErlIT#unicodeListToString</td></tr>
 *   <tr><td>unicode_string_to_list</td><td>suites.NativeCodecErlIT#unicodeStringToList</td></tr>
 *   <tr><td>utf8_atom</td><td>suites.NativeCodecErlIT#utf8Atom</td></tr>
 *   <tr><td>utf8_pid</td><td>suites.NativeCodecErlIT#utf8Pid</td></tr>
 *   <tr><td>utf8_port</td><td>suites.NativeCodecErlIT#utf8Port</td></tr>
 *   <tr><td>utf8_ref</td><td>suites.NativeCodecErlIT#utf8Ref</td></tr>
 *   <tr><td>connect</td><td>suites.NativeCodecErlIT#connect</td></tr>
 * </table>
 * <h2>zeunit of Clouseau</h2>
 * <table>
 *   <caption>cloudant-labs/clouseau, zeunit/test: monitor_tests, exit_tests, echo_tests</caption>
 *   <tr><td>t_monitor_pid_noproc</td><td>suites.ClouseauErlIT#tMonitorPidNoproc</td></tr>
 *   <tr><td>t_monitor_name_noproc</td><td>suites.ClouseauErlIT#tMonitorNameNoproc</td></tr>
 *   <tr><td>t_monitor_pid</td><td>suites.ClouseauErlIT#tMonitorPid</td></tr>
 *   <tr><td>t_monitor_name</td><td>suites.ClouseauErlIT#tMonitorName; answers with the name, as OTP does; theirs with the pid</td></tr>
 *   <tr><td>t_demonitor_pid</td><td>suites.ClouseauErlIT#tDemonitorPid</td></tr>
 *   <tr><td>t_demonitor_name</td><td>suites.ClouseauErlIT#tDemonitorName</td></tr>
 *   <tr><td>t_exit_with_term_reason</td><td>suites.ClouseauErlIT#tExitWithTermReason</td></tr>
 *   <tr><td>t_exit_with_string_reason</td><td>suites.ClouseauErlIT#tExitWithStringReason; a string stays a list; theirs becomes a binary</td></tr>
 *   <tr><td>t_exit_from_terminate_with_term_reason</td><td>suites.ClouseauErlIT#tExitFromTerminateWithTermReason</td></tr>
 *   <tr><td>t_exit_from_terminate_with_string_reason</td><td>suites.ClouseauErlIT#tExitFromTerminateWithStringReason</td></tr>
 *   <tr><td>t_throw_from_terminate_with_string_reason</td><td>suites.ClouseauErlIT#tThrowFromTerminateWithStringReason</td></tr>
 *   <tr><td>t_echo</td><td>suites.ClouseauErlIT#tEcho</td></tr>
 *   <tr><td>t_echo_failure</td><td>suites.ClouseauErlIT#tEchoFailure</td></tr>
 *   <tr><td>t_echo_spawn</td><td>suites.ClouseauErlIT#tEchoSpawn</td></tr>
 *   <tr><td>t_call_echo</td><td>suites.ClouseauErlIT#tCallEcho</td></tr>
 *   <tr><td>t_call_version</td><td>suites.ClouseauErlIT#tCallVersion</td></tr>
 *   <tr><td>t_call_build_info</td><td>none: as t_call_version, with other contents</td></tr>
 * </table>
 * <h2>ssl_dist_SUITE</h2>
 * <table>
 *   <caption>OTP 25 to 29, lib/ssl/test</caption>
 *   <tr><td>basic</td><td>ConnectErlIT#dialsAndIsDialled</td></tr>
 *   <tr><td>monitor_nodes</td><td>suites.TlsDistErlIT#monitorNodes</td></tr>
 *   <tr><td>payload</td><td>TrafficErlIT#movesLargeBinariesBothWaysWhileSmallMessagesPass; 10 MB instead of 100 kB</td></tr>
 *   <tr><td>dist_port_overload</td><td>suites.TlsDistErlIT#distPortOverload, TwoNodesTest#dropsWhoeverIsSilentInSetupTimeAndServesOthersMeanwhile</td></tr>
 *   <tr><td>plain_options</td><td>suites.TlsDistErlIT#plainOptions</td></tr>
 *   <tr><td>plain_verify_options</td><td>suites.TlsDistErlIT#plainVerifyOptions</td></tr>
 *   <tr><td>nodelay_option</td><td>carrier.SocketTransportTest#sendsSmallPacketsAtOnce</td></tr>
 *   <tr><td>listen_port_options</td><td>suites.TlsDistTest#listenPortOptions</td></tr>
 *   <tr><td>use_interface</td><td>suites.TlsDistTest#useInterface</td></tr>
 *   <tr><td>epmd_module</td><td>suites.TlsDistErlIT#epmdModule, TwoNodesTest#replacesAConnectionThatThePeerHasGivenUp; where peers are is asked of a resolver</td></tr>
 *   <tr><td>listen_options, connect_options</td><td>SocketOptionsTest#reachTheSocketsOfBothDirections</td></tr>
 *   <tr><td>net_ticker_spawn_options</td><td>none: about a process of the BEAM</td></tr>
 *   <tr><td>verify_fun_fail, verify_fun_pass</td><td>CouchErlIT#looksForHostsInCertificatesWhereTheFileNamesOtpsFunctions, carrier.TlsOptionsErlIT#asksTheProgramsOwnCheck; Erlang code in options cannot run here, OTP's own two are known</td></tr>
 * </table>
 * <h2>Acceptance</h2>
 * <table>
 *   <caption>items 1 to 5, 7 and 8, hidden, each against OTP 25, 27 and 29 over TCP and TLS where nothing else is said</caption>
 *   <tr><td>1 dial and be dialled</td><td>ConnectErlIT#dialsAndIsDialled</td></tr>
 *   <tr><td>1 wrong cookie</td><td>ConnectErlIT#saysThatTheCookieIsWrongWhenItDials, ConnectErlIT#refusesAPeerWithAWrongCookieAndGoesOn</td></tr>
 *   <tr><td>1 missing flag</td><td>handshake.TooSmallOfferErlIT#isToldWhenItsOfferIsTooSmall</td></tr>
 *   <tr><td>1 nok, ok_simultaneous</td><td>ConnectErlIT#endsWithOneConnectionWhenBothSidesDialAtOnce, handshake.HandshakeErlIT#losesToANodeOfGreaterNameThatDialsAtTheSameTime, handshake.HandshakeErlIT#winsOverANodeOfSmallerNameThatDialsAtTheSameTime</td></tr>
 *   <tr><td>1 alive both ways</td><td>ConnectErlIT#replacesItsFormerSelf, ConnectErlIT#letsThePeerReplaceItsFormerSelf</td></tr>
 *   <tr><td>1 silence</td><td>suites.TlsDistErlIT#distPortOverload</td></tr>
 *   <tr><td>1 dynamic name</td><td>ConnectErlIT#isGivenItsNameByAPeer, ConnectErlIT#givesANameToAPeerWithoutOne</td></tr>
 *   <tr><td>2 ping, nodes, global</td><td>suites.HiddenErlIT#letsGlobalCallsReturnAtOnceOnEveryNode; all three releases in one mesh</td></tr>
 *   <tr><td>3 nobody else is disconnected</td><td>suites.HiddenErlIT#leavesTheOthersConnectedWhenItGoes, suites.HiddenErlIT#staysConnectedToBothSidesWhenTheyPart, suites.HiddenErlIT#losesOnlyTheNodeThatIsKilled, suites.HiddenErlIT#harmsNobodyWhenItIsKilled</td></tr>
 *   <tr><td>2 visible, OTP 23 alone too</td><td>cluster.VisibleErlIT#isListedAndLetsGlobalReturnAtOnceOnEveryNode, cluster.VisibleErlIT#sharesProcessGroupsWithSeveralMembers</td></tr>
 *   <tr><td>3 visible, OTP 23 alone too</td><td>cluster.VisibleErlIT#comesAndGoesAgainAndAgain, cluster.VisibleErlIT#isTheOnlyOneThatIsLostWhenItsConnectionsAreCut, cluster.VisibleErlIT#staysConnectedToBothSidesWhenTheyPart, cluster.VisibleErlIT#isNoneOfTheirBusinessWhenANodeJoins, cluster.VisibleErlIT#harmsNobodyWhenItIsKilled, cluster.VisibleErlIT#losesOnlyTheNodeThatIsKilled</td></tr>
 *   <tr><td>3 a silent member</td><td>cluster.SilenceErlIT#staysWithTheOthersWhileOneIsSilentAndMeetsItAgain; visible, over TCP</td></tr>
 *   <tr><td>4 atoms</td><td>TrafficErlIT#exchangesMoreAtomsThanTheAtomCacheHolds</td></tr>
 *   <tr><td>4 large binaries</td><td>TrafficErlIT#movesLargeBinariesBothWaysWhileSmallMessagesPass</td></tr>
 *   <tr><td>4 ticks</td><td>TickErlIT#keepsIdleConnectionsAndDropsThoseOfAPausedPeerInTime; a minute idle, 15 times the tick time</td></tr>
 *   <tr><td>5 races</td><td>LinkMonitorErlIT#agreesWithTheOtherSideAfterBothLinkAndUnlinkAtOnce</td></tr>
 *   <tr><td>5 monitor by name</td><td>LinkMonitorErlIT#monitorsProcessesByPidAndByName, LinkMonitorErlIT#isMonitoredByPidAndByName</td></tr>
 *   <tr><td>5 exits</td><td>LinkMonitorErlIT#hearsHowALinkedProcessEnds, LinkMonitorErlIT#takesAndGivesReasonsOfAnySize, LinkMonitorErlIT#sendsExitSignals, LinkMonitorErlIT#takesExitSignals</td></tr>
 *   <tr><td>5 noproc, noconnection</td><td>LinkMonitorErlIT#tellsAtOnceThatAMailboxIsGone, LinkMonitorErlIT#firesEachLinkAndMonitorOnceWhenTheConnectionIsLost</td></tr>
 *   <tr><td>5 stale creations</td><td>LinkMonitorErlIT#isAnotherNodeToOldPidsAfterItsRestart, LinkMonitorErlIT#leavesOldPidsOfARestartedPeerAlone, AliasErlIT#isNotReachedByTheAliasOfAnEarlierIncarnation</td></tr>
 *   <tr><td>7 every kind of term</td><td>TrafficErlIT#exchangesTermsOfEveryKind, suites.NativeCodecErlIT#integerRoundtrip, suites.NativeCodecErlIT#refRoundtrip; the cases of nc_SUITE over TCP</td></tr>
 *   <tr><td>8 epmd killed</td><td>ConnectErlIT#survivesTheDeathOfEpmd</td></tr>
 *   <tr><td>8 name taken</td><td>ConnectErlIT#cannotTakeANameThatIsTaken</td></tr>
 *   <tr><td>8 fixed ports, no epmd</td><td>suites.TlsDistErlIT#epmdModule</td></tr>
 * </table>
 */
@NullMarked
package io.settee.suites;

import org.jspecify.annotations.NullMarked;
