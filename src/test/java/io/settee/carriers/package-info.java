/**
 * Where each thing that operators need of carriers, option files, certificates and diagnosis is tested. {@code SuiteTableTest} checks that every
 * test named here exists, {@code OptionTableTest} that no option which is read is missing here.
 *
 * <h2>Carriers and the couch policy</h2>
 * <table>
 *   <caption>each against OTP 25, 27 and 29 where the test's name ends in ErlIT</caption>
 *   <tr><td>-proto_dist inet_tcp, inet_tls, inet6_tcp, inet6_tls, couch</td><td>SeedsErlIT#joinsNodesThatAreStartedFromTheSameFiles, config.VmArgsTest#knowsTheCarriersOfIpv6</td></tr>
 *   <tr><td>any other value is an error that names these</td><td>config.VmArgsTest#namesTheLineAndWhatIsWrong, check.SettingsCheckErlIT#namesTheCause</td></tr>
 *   <tr><td>inet6_tls towards a node named by an IPv6 address</td><td>SeedsErlIT#isDialledByItsIpv6AddressWhereTheJvmLooksAtNoServerNames, carrier.TlsCarrierTest#saysWhatKeepsBeamNodesFromANodeNamedByItsIpv6Address</td></tr>
 *   <tr><td>a policy of the user's own</td><td>carrier.CouchPolicyTest#theNetworkOfAPeerMayDecide, CarrierSpiTest#carriesMessagesLinksAndTheEnd</td></tr>
 *   <tr><td>couch_dist no_tls: true, false, a bare name, a quoted glob with * and ?</td><td>carrier.CouchPolicyTest#picksTheCarrierByThePattern, config.VmArgsTest#readsWhatACouchNodeHas, testkit.CouchDistErlIT#picksTheCarrierByThePeersNameWhenDialling</td></tr>
 *   <tr><td>no pattern is TLS for everybody</td><td>carrier.CouchPolicyTest#speaksTlsWithEverybodyWithoutAPattern, testkit.CouchDistErlIT#takesTlsForEverybodyUnlessTold</td></tr>
 *   <tr><td>the peer's name picks when dialling, a couch node's own name its listener</td><td>testkit.CouchDistErlIT#picksItsListenerByItsOwnName, check.SettingsCheckErlIT#namesTheCause</td></tr>
 *   <tr><td>slip of couch: the dot of a pattern is any character</td><td>carrier.CouchPolicyTest#aDotIsADotAndSaysWhereCouchDecidesOtherwise, testkit.CouchDistErlIT#readsPatternsAsCouchDbDoes, check.SettingsCheckErlIT#namesTheCause</td></tr>
 *   <tr><td>slip of couch: two patterns on one line are ignored</td><td>config.VmArgsTest#namesTheLineAndWhatIsWrong, testkit.CouchDistErlIT#readsPatternsAsCouchDbDoes, check.SettingsCheckErlIT#namesTheCause</td></tr>
 *   <tr><td>a no_tls peer that dials a couch node is told why, and is dialled by it in plain</td><td>CouchErlIT#isDialledInPlainByACouchNodeThatExemptsItAndIsToldWhyItCannotDial, carrier.TcpCarrierTest#saysThatAPeerThatAnswersWithAnAlertListensForTls</td></tr>
 *   <tr><td>some peers over TCP and others over TLS at the same time, a hidden remote shell among them</td><td>CouchErlIT#holdsConnectionsOverBothCarriersAtOnce</td></tr>
 *   <tr><td>nodes_info: owner aside, the same per peer</td><td>PeersErlIT#agreesWithThePeer, PeersErlIT#knowsWhatTlsAgreedOn, PeersErlIT#printsATableAndTellsOfComingAndGoing</td></tr>
 * </table>
 *
 * <h2>Beyond couch_dist</h2>
 * <table>
 *   <caption>one port, both carriers</caption>
 *   <tr><td>one port for both, told apart by the first byte</td><td>carrier.CarrierSnifferTest#onePortServesBothCarriers, carrier.CarrierSnifferTest#passesOnEveryByteOfAPlainHandshakeWhereverItIsCut</td></tr>
 *   <tr><td>plain under a TLS-only name: not_allowed; TLS under a plain one if strict</td><td>AttacksTest#aPlainDialUnderANameThatMustUseTlsIsRefused, carrier.CouchPolicyTest#aPeerThatMayBePlainMayUseTlsUnlessThePolicyIsStrict</td></tr>
 *   <tr><td>policy changed at run time, rolling change of three nodes</td><td>RollingChangeErlIT#movesFromTcpToTlsWithJavaConnectedThroughout, carrier.CouchPolicyTest#anotherPolicyTakesOverAtOnce</td></tr>
 *   <tr><td>a TCP dial answered with a TLS alert; a TLS dial answered in plain</td><td>ConnectErlIT#explainsAPeerThatSpeaksTheOtherCarrier, carrier.TlsCarrierTest#saysThatAPeerThatAnswersInPlainListensForTcp, carrier.TlsCarrierTest#saysThatAPlainClientCameToATlsPort</td></tr>
 *   <tr><td>another host, unknown CA, expired, no common version: a sentence each</td><td>carrier.TlsCarrierTest#namesBothHostsWhenTheCertificateIsForAnother, carrier.TlsCarrierTest#namesTheCaThatIsUnknownAndTheFileToAddItTo, carrier.TlsCarrierTest#saysWhenThePeersCertificateHasExpired, carrier.TlsCarrierTest#saysThatThereIsNoVersionInCommon, carrier.TlsErlIT#understandsTheAlertsOfOtp</td></tr>
 *   <tr><td>loopback may skip TLS: by address range</td><td>carrier.CouchPolicyTest#theNetworkOfAPeerMayDecide</td></tr>
 *   <tr><td>4-byte lengths in the handshake inside TLS</td><td>ConnectErlIT#dialsAndIsDialled, carrier.TlsErlIT#dialsADistributionPortWithTheFileAsItWasMade</td></tr>
 *   <tr><td>an IP host as dNSName or as iPAddress; CN only where no SAN is, and only if allowed</td><td>carrier.TlsErlIT#acceptsAnOtpClientForAnIpAddressAndForAName, carrier.TlsCarrierTest#takesTheCommonNameOnlyWhereThereIsNoAlternativeNameAndOnlyIfAllowed, check.CertificatesCheckTest#namesTheCause</td></tr>
 *   <tr><td>renegotiation on 1.2 and key update on 1.3 under load</td><td>RenegotiationErlIT#keepsTheConnectionAndItsMessages, carrier.TlsErlIT#renegotiatesOnTls12WhenTheOtpClientAsks, carrier.TlsErlIT#renegotiatesOnTls12WhenTheOtpServerAsks</td></tr>
 * </table>
 *
 * <h2>Options of TLS</h2>
 * <table>
 *   <caption>in an option file, and most of them under -ssl_dist_opt</caption>
 *   <tr><td>the file: comments, an encoding line, both sections</td><td>config.OptionFileTest#readsTheUsualFileOfCouch, config.OptionFileTest#readsAFileInLatin1</td></tr>
 *   <tr><td>certfile, keyfile, password: PKCS#1, PKCS#8, SEC 1, encrypted; RSA, EC, Ed25519; together in either order, or apart</td><td>x509.PemFilesTest, carrier.TlsErlIT#dialsADistributionPortWithTheFileAsItWasMade, cli.CertsErlIT#everyNodeTrustsEveryOther, cli.CertsErlIT#ed25519KeysServeAllReleases</td></tr>
 *   <tr><td>cert, key, cacerts, certs_keys</td><td>config.OptionFileTest#readsKeysAndCertificatesInDer, carrier.TlsOptionsErlIT#showsOfSeveralCertificatesTheOneThatTheClientCanUse</td></tr>
 *   <tr><td>sni_hosts</td><td>config.OptionFileTest#readsCertificatesByServerName, carrier.TlsOptionsErlIT#showsTheCertificateOfTheNameThatAnOtpClientIndicates</td></tr>
 *   <tr><td>cacertfile with several certificates, intermediate ones among them</td><td>carrier.TlsCarrierTest#sendsTheIntermediateCertificatesOfTheCaFileAsOtpDoes</td></tr>
 *   <tr><td>verify, and which default was used</td><td>config.OptionFileTest#hasOtp26sDefaultsAndSaysWhichAreInForce, carrier.TlsCarrierTest#verifyNoneTrustsAnybody, check.CertificatesCheckTest#namesTheCause</td></tr>
 *   <tr><td>fail_if_no_peer_cert: a server's; on the client's side a warning</td><td>carrier.TlsOptionsErlIT#demandsACertificateOfOtpClientsOrNot, config.OptionFileTest#takesFailIfNoPeerCertOnTheClientSideWithAWarning</td></tr>
 *   <tr><td>depth</td><td>carrier.TlsOptionsErlIT#countsIntermediateCertificatesOfAnOtpServerAgainstDepth, carrier.TlsCarrierTest#countsIntermediateCertificatesAgainstDepth</td></tr>
 *   <tr><td>crl_check (true, false, peer, best_effort), crl_cache by folder and by http</td><td>carrier.TlsOptionsErlIT#refusesARevokedOtpClient, carrier.TlsOptionsErlIT#understandsThatAnOtpServerTakesUsForRevoked, carrier.TlsOptionsErlIT#withoutAListItRefusesUnlessBestEffortIsEnough, carrier.TlsOptionsErlIT#fetchesTheListThatACertificateNamesIfAllowed</td></tr>
 *   <tr><td>versions</td><td>carrier.TlsOptionsErlIT#versionsOfBothSidesMustMeet</td></tr>
 *   <tr><td>ciphers: names, OpenSSL's string, maps; honor_cipher_order</td><td>carrier.TlsOptionsErlIT#offersTheCiphersOfTheFileOnly, carrier.TlsOptionsErlIT#theOrderOfCiphersIsOursOrTheClients</td></tr>
 *   <tr><td>eccs, supported_groups, signature_algs</td><td>carrier.TlsOptionsErlIT#offersTheGroupsAndSignaturesOfTheFileOnly, config.OptionFileTest#readsGroupsAndSignatures</td></tr>
 *   <tr><td>signature_algs_cert</td><td>carrier.TlsOptionsErlIT#refusesCertificatesWithOtherSignaturesThanTheFileAllows</td></tr>
 *   <tr><td>an unknown name lists the near ones</td><td>config.OptionFileTest#listsTheNamesNearAnUnknownOne</td></tr>
 *   <tr><td>server_name_indication: a name, or disable</td><td>carrier.TlsOptionsErlIT#disablesServerNameIndicationAndWithItTheCheckOfTheHost</td></tr>
 *   <tr><td>customize_hostname_check</td><td>carrier.TlsOptionsErlIT#takesWildcardsIfTheFileNamesTheFunctionForThem</td></tr>
 *   <tr><td>reuse_sessions, session_tickets</td><td>config.OptionFileTest#readsWhatIsSaidOfSessionsAndRenegotiation, carrier.TlsCarrierTest#resumesASessionIfBothSidesSaySo</td></tr>
 *   <tr><td>secure_renegotiate, client_renegotiation</td><td>RenegotiationErlIT#keepsTheConnectionAndItsMessages, carrier.TlsOptionsErlIT#endsAConnectionWhoseClientRenegotiatesIfTold</td></tr>
 *   <tr><td>what has no meaning on the JVM is named once at INFO</td><td>config.OptionFileTest#namesOnceWhatHasNoMeaningHere</td></tr>
 *   <tr><td>verify_fun: the two known ones; any other names the Java hook</td><td>CouchErlIT#looksForHostsInCertificatesWhereTheFileNamesOtpsFunctions, config.OptionFileTest#knowsTheFunctionsOfOtp, carrier.TlsOptionsErlIT#asksTheProgramsOwnCheck</td></tr>
 *   <tr><td>options of raw sockets are errors</td><td>config.OptionFileTest#refusesTheOptionsOfSockets</td></tr>
 *   <tr><td>all faults of a file at once, with their lines</td><td>config.VmArgsTest#tellsAllThatIsWrongAtOnce, carrier.OwnCertificateTest#tellsAllThatIsWrongWithOneRoleAtOnce, carrier.TlsCarrierTest#tellsAtStartWhatIsWrongOnBothSides</td></tr>
 *   <tr><td>-ssl_dist_opt pairs over several lines; dhfile, ktls, hibernate_after among them; over a file of options they win</td><td>config.VmArgsTest#readsTheLegacyOptionsAsMongooseImWritesThem, config.VmArgsTest#theLegacyOptionsWinOverTheFileAndSaySo, suites.TlsDistErlIT#plainOptions, suites.TlsDistErlIT#plainVerifyOptions</td></tr>
 * </table>
 *
 * <h2>Flags and the environment</h2>
 * <table>
 *   <caption>as erl reads them</caption>
 *   <tr><td>ERL_AFLAGS, ERL_FLAGS, ERL_ZFLAGS; quotes, backslashes, comments; values over lines</td><td>config.ArgsErlIT#splitsAnArgumentsFileAsErlDoes, config.VmArgsTest#theEnvironmentComesBeforeAndAfterTheFile</td></tr>
 *   <tr><td>-args_file within a file</td><td>config.VmArgsTest#aFileMayNameAnotherOne</td></tr>
 *   <tr><td>${VAR} and its default</td><td>config.ArgWordsTest#variablesAreReplacedAlsoWithinQuotesButNotInComments, config.ArgWordsTest#namesAllOfThem</td></tr>
 *   <tr><td>-name, -sname, -setcookie, -hidden, -proto_dist, -couch_dist, -ssl_dist_optfile, -ssl_dist_opt, -dist_listen, -start_epmd, -erl_epmd_port, -env, -settee</td><td>config.VmArgsTest#readsWhatACouchNodeHas, config.VmArgsTest#readsWithWhomToConnectAndWhen, config.VmArgsTest#completesAShortNameWithThisMachinesHost</td></tr>
 *   <tr><td>-setcookie NODE COOKIE</td><td>config.VmArgsTest#readsCookiesForSinglePeers, check.DialCheckErlIT#usesTheCookieThatIsGivenForThePeer</td></tr>
 *   <tr><td>-kernel net_ticktime, net_tickintensity, net_setuptime, inet_dist_listen_min, inet_dist_listen_max, inet_dist_use_interface, dist_auto_connect, erl_epmd_node_listen_port</td><td>config.VmArgsTest#readsWhatACouchNodeHas, suites.TlsDistTest#listenPortOptions, suites.TlsDistTest#useInterface, ConnectRulesErlIT#doesAsTheBeamDoes, TickErlIT#keepsIdleConnectionsAndDropsThoseOfAPausedPeerInTime</td></tr>
 *   <tr><td>-kernel inet_dist_listen_options, inet_dist_connect_options</td><td>SocketOptionsTest#reachTheSocketsOfBothDirections</td></tr>
 *   <tr><td>-epmd_module, -connect_all, -kernel prevent_overlapping_partitions</td><td>config.VmArgsTest#warnsOfWhatChangesTheDistributionAndIsNotKnown, config.VmArgsTest#passesOverWhatOnlyABeamNeeds, suites.TlsDistErlIT#epmdModule</td></tr>
 *   <tr><td>unknown ones of the distribution at WARNING, those of a BEAM alone in silence</td><td>config.VmArgsTest#warnsOfWhatChangesTheDistributionAndIsNotKnown, config.VmArgsTest#passesOverWhatOnlyABeamNeeds</td></tr>
 * </table>
 *
 * <h2>Security</h2>
 * <table>
 *   <caption>who is let in</caption>
 *   <tr><td>cookies apply under TLS as well</td><td>ConnectErlIT#refusesAPeerWithAWrongCookieAndGoesOn, check.DialCheckErlIT#namesTheCause</td></tr>
 *   <tr><td>identity binding: off, host, node; both directions</td><td>carrier.IdentityBindingTest#holdsAPeerToTheNameInItsCertificate, SeedsErlIT#bindsNamesToCertificatesAsReignDoes, AttacksTest#aCertificateOfTheClusterIsNoPassForAnotherName, AttacksTest#aNameIsNotBoundToACertificateThatNobodyVerifies</td></tr>
 *   <tr><td>verify_none on both sides: one WARNING</td><td>carrier.TlsCarrierTest#warnsOnceOfVerifyNoneOnBothSides, carrier.TlsCarrierTest#warnsOfVerifyNoneAndOfAHostThatTheCertificateLacks</td></tr>
 *   <tr><td>files at start: exist, readable, parse, key fits, CA reached, dates, SAN, EKU, mode of the key</td><td>x509.PemFilesTest#namesTheFileThatIsMissingOrIsSomethingElse, x509.PemFilesTest#damagedBlocksAreErrorsOfTheirFile, carrier.OwnCertificateTest, check.CertificatesCheckTest#namesTheCause</td></tr>
 *   <tr><td>hot reload; a bad new file keeps the old one</td><td>carrier.TlsCarrierTest#usesChangedFilesForNewConnectionsAndKeepsTheOldOnesWhenTheNewAreBad, carrier.TlsCarrierTest#usesAChangedCaFileAndAChangedListOfRevokedOnes</td></tr>
 *   <tr><td>expiry as event and value</td><td>node.CertificateWatchTest#tellsOnceThatACertificateEndsSoon</td></tr>
 *   <tr><td>one interface; handshakes limited in number and time; a silent peer is cheap</td><td>suites.TlsDistTest#useInterface, AttacksTest#aThousandHalfOpenHandshakesKeepNobodyElseOut, AttacksTest#oneWhoSendsBytesSlowlyOrNoneIsSentAwayInTime, carrier.TlsCarrierTest#aSilentPeerIsGivenUpAfterTheHandshakeTimeout</td></tr>
 *   <tr><td>attacks: downgrade, another CA, a revoked certificate</td><td>AttacksTest#anOldVersionOfTlsIsRefused, carrier.TlsCarrierTest#aServerThatVerifiesRefusesAClientOfAnotherCa, carrier.TlsCarrierTest#tellsTwoCasOfTheSameNameApart, carrier.TlsOptionsErlIT#refusesARevokedOtpClient</td></tr>
 *   <tr><td>no secret is printed</td><td>SecretsTest#areInNoLog, config.OptionFileTest#neverShowsAPassword, config.VmArgsTest#neverShowsTheCookieInAComplaint</td></tr>
 * </table>
 *
 * <h2>Certificates</h2>
 * <table>
 *   <caption>made by our own command, used by BEAM nodes as they come</caption>
 *   <tr><td>from nothing to ca-cert.pem, erlserver.pem, couch_dist.conf and lines for the vm.args with one command</td><td>cli.CertsErlIT#takesAnOperatorFromNothingToAClusterWithOneCommand, cli.MainTest#makesCertificatesAndSaysHowToUseThem</td></tr>
 *   <tr><td>CA, several nodes per call, RSA, EC, Ed25519, passwords, subject</td><td>cli.CertsErlIT#everyNodeTrustsEveryOther, cli.CertsErlIT#ed25519KeysServeAllReleases, certs.RequestsAndRevocationsTest#givesEachNodeAFolderThatWorksElsewhere, certs.RequestsAndRevocationsTest#theCasKeyMayHaveAPassword, certs.CertificateMakerTest#anEncryptedKeyIsOpenedByThePasswordInTheOptionFile</td></tr>
 *   <tr><td>SAN as DNS and IP, EKU of both roles, the node's name as CN</td><td>certs.CertificateMakerTest#namesEveryHostAsDnsNameAndAddressesAsBoth, certs.CertificateMakerTest#namesTheWholeNodeAsCommonNameIfAskedTo</td></tr>
 *   <tr><td>CSR for a CA elsewhere</td><td>certs.RequestsAndRevocationsTest#makesARequestThatItsOwnCaSigns, certs.RequestsAndRevocationsTest#signsWhatOpenSslAsksForAndNamesAddressesInBothForms, cli.CertsErlIT#everyNodeTrustsEveryOther</td></tr>
 *   <tr><td>CRL and revocation</td><td>cli.CertsErlIT#aRevokedNodeIsRefusedByAllThatLookIntoTheList, certs.RequestsAndRevocationsTest#remembersWhatItHasTakenBack</td></tr>
 *   <tr><td>show</td><td>certs.PemDescriptionTest#tellsHostsPurposesKeyAndDates, certs.PemDescriptionTest#tellsWhatWillNotWork, certs.PemDescriptionTest#tellsKeysRequestsAndLists</td></tr>
 *   <tr><td>the CA's key 0600 in a folder of its own, never needed at run time</td><td>certs.CertificateMakerTest#putsTheKeyFirstIntoTheCombinedFileAndHidesItFromOthers, certs.CertificateMakerTest#saysWhereTheCasKeyMustBeWhenItWasTakenAway</td></tr>
 * </table>
 *
 * <h2>Diagnosis</h2>
 * <table>
 *   <caption>settee check: each row of the tables in these tests is a set-up that does not work, and what is said of it</caption>
 *   <tr><td>settings: carrier, quoting of no_tls, two values, cookies, names, hosts, EPMD, environment, paths</td><td>check.SettingsCheckErlIT#namesTheCause</td></tr>
 *   <tr><td>files: missing, wrong password, key of another, expired, other host, IP and DNS SAN, EKU, CA, mode, fail_if_no_peer_cert, verify_none, SNI, versions, wildcards</td><td>check.CertificatesCheckTest#namesTheCause</td></tr>
 *   <tr><td>peers over TLS: versions, plain against TLS both ways, no client certificate, unknown CA, revoked, expired, host, depth</td><td>check.TlsDialCheckErlIT#namesTheCause</td></tr>
 *   <tr><td>the way to a peer: cookie, host part, short against long, IPv6, unknown name, EPMD dead or no EPMD, refused, firewall, silence, other program</td><td>check.DialCheckErlIT#namesTheCause</td></tr>
 *   <tr><td>what works: version, cipher, chain, names, flags and what their lack costs</td><td>check.DialCheckErlIT#tellsWhatTlsAgreedOnWithWhatWorks, check.DialCheckErlIT#tellsWhatBothCanDoAndWhatThePeerLacks, check.DialCheckErlIT#findsNothingWrongInPlain</td></tr>
 *   <tr><td>exit codes, JSON, strict</td><td>cli.MainTest#checksSettingsForPrograms, cli.MainTest#saysByItsExitStatusHowFarADialCame, cli.MainTest#takesWarningsForErrorsIfAskedTo</td></tr>
 *   <tr><td>"suggest TLS": TCP connects, and TLS answers</td><td>check.TlsDialCheckErlIT#namesTheCause</td></tr>
 *   <tr><td>two variables with different flags; both flags on one line, for scripts; Protocol 'couch' not supported</td><td>check.SettingsCheckErlIT#namesTheCause</td></tr>
 *   <tr><td>quoting that differs per release</td><td>config.ArgsErlIT#splitsAnArgumentsFileAsErlDoes</td></tr>
 *   <tr><td>names that fill the peer's atom table: a checkup is named by the peer</td><td>ConnectErlIT#isGivenItsNameByAPeer, check.DialCheckErlIT#tellsWhatBothCanDoAndWhatThePeerLacks</td></tr>
 *   <tr><td>peer nodes that OTP starts without TLS flags</td><td>none: about OTP's own peer module</td></tr>
 * </table>
 *
 * <h2>Set-ups as people have them</h2>
 * <table>
 *   <caption>real nodes and ours start from the same files</caption>
 *   <tr><td>CouchDB's vm.args and couch_dist.conf; inet_tls with verify_none and separate files; MongooseIM's -ssl_dist_opt over lines; reign's CN; OTP's guide with one erlserver.pem; the same over IPv6</td><td>SeedsErlIT#joinsNodesThatAreStartedFromTheSameFiles</td></tr>
 * </table>
 */
@NullMarked
package io.settee.carriers;

import org.jspecify.annotations.NullMarked;
