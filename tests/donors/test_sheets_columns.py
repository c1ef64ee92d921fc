"""What each column of a list means, and which are about people."""

import pytest

from tests.donors.lists import HEADER, LAPTOP

pytestmark = pytest.mark.usefixtures("english")


def test_columns_about_people_are_left_out_of_everything(read):
    reading = read(f"{HEADER};Utilisateur;Service;E-mail\n{LAPTOP};Claire Martin;Compta;claire@example.org\n")

    assert reading.left_out == ("Utilisateur", "Service", "E-mail")
    assert "Claire" not in repr(reading.rows)
    assert "claire@" not in repr(reading.rows)


def test_a_name_beside_a_first_name_is_a_persons(read):
    assert "Nom" in read(f"Nom;Prénom;{HEADER}\nMartin;Claire;{LAPTOP}\n").left_out


def test_unmapped_columns_are_kept(read):
    assert read(f"{HEADER};Fin de garantie\n{LAPTOP};15/03/2025\n").rows[0].extra == {
        "Fin de garantie": "15/03/2025"
    }


def test_typed_headers_are_understood(read):
    reading = read(
        'title,category,"cf: Serial number,type:text","cf:brand, type:option",custodian,bookable\nA,Laptop,X12Y34,dell,Jo,no\n'
    )

    assert reading.layout == "shelf"
    assert reading.columns["serial"] == "cf: Serial number,type:text"
    assert reading.rows[0].values["manufacturer"] == "dell"


def test_a_mapping_by_hand_wins(read):
    content = f"{HEADER};Truc\n{LAPTOP};INV-7\n"

    reading = read(content, mapping={4: "asset_tag", 1: "extra", 2: "person"})

    assert reading.rows[0].values["asset_tag"] == "INV-7"
    assert reading.rows[0].extra == {"Marque": "Dell"}
    assert reading.left_out == ("Modèle",)
    assert {match.field: match.confidence for match in reading.matches}["asset_tag"] == 100


def test_spelling_lowers_confidence(read):
    matches = {
        match.field: match
        for match in read("Type;Système Exoloitation;Modèle du poste\nUC;Windows;OptiPlex\n").matches
    }

    assert matches["type"].confidence == 100 > matches["model"].confidence > matches["os"].confidence


@pytest.mark.parametrize(
    "header",
    ["N° série", "N° SÉRIE", "N° Serie", "numero_de_serie", "Numero_serie", "Numéro de série", "Serial No.", "Device Serial Number",
     "mat__sn", "eqt_serial", "SN DU MAJEUR", "SerialNumber", "numero serie", "S/N", "NumSerie", "Nº de série", "Service Tag"],
)  # fmt: skip
def test_every_spelling_of_serial_number_is_understood(read, header):
    assert read(f"Type;{header}\nUC;AB12CD\n").columns["serial"] == header


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ("Pays;SN;Type\nSénégal;SN;PC portable\nMali;ML;UC\n", "serial"),
        ("N°;Type;Marque\n1;UC;HP\n2;UC;Dell\n3;UC;Dell\n", "asset_tag"),
        ("Type;Modèle;Dernier inventaire\nUC;OptiPlex;2024-01-02\n", "asset_tag"),
    ],
)
def test_cells_may_contradict_their_header(read, content, field):
    assert field not in read(content).columns


def test_a_vague_header_is_told_by_its_cells(read):
    assert read("Asset;Qty\nLaptop Dell;10\nMonitor;4\n").columns["type"] == "Asset"
    assert (
        read("Désignation;N° série\nDell Latitude 5420;A1\nHP ProBook 450;A2\n").columns["model"]
        == "Désignation"
    )


def test_headers_of_a_database_view_are_understood(read):
    reading = read(
        "Manufacturer0,Model0,SerialNumber0,User Name0,Total Physical Memory (KB)\nDell,Latitude,AB1,jd,8281234\n"
    )

    assert reading.left_out == ("User Name0",)
    assert reading.rows[0].values["ram_mb"] == 8192


@pytest.mark.parametrize(
    ("header", "layout"),
    [
        ("Nom;Numéro de série;Numéro d'inventaire;Statut;Entité;Fabricant;Type", "glpi"),
        ("Asset Tag;Model;Category;Checked Out To: Username;Serial", "snipe-it assets"),
        ("AssetName;Assettype;Manufacturer;Model;Serialnumber", "lansweeper"),
        ("Account info: TAG;Last inventory;Computer;Serial number;Model", "ocs inventory"),
        ("Device name;Serial number;Primary user UPN;Model;Manufacturer", "intune"),
        ("Device Serial Number;Windows Product ID;Hardware Hash", "autopilot"),
        ("Numéro Lot;Identifiant unique;Type matériel;Type disque 1;Model", "emmaus-connect pc_v2"),
        ("Numéro Lot;Identifiant unique;Type matériel;IMEI;Modèle", "emmaus-connect sm_v1"),
        ("Id don;Id PC;Type;Marque;Modèle", "bolc"),
        ("idEsn;type;marque;modele;numeroSerie", "tec.tech"),
        ("Model;Manufacturer;Serial Number;Id device Supplier;Id device Internal", "ereuse placeholder"),
        ("PHID;DHID;Device Type;Device Serial Number", "ereuse export"),
        ("id;sn;model;service_env", "ralph"),
    ],
)
def test_known_layouts_are_named(read, header, layout):
    width = header.count(";") + 1
    assert read(f"{header}\n{';'.join(f'X{n}Y7Z' for n in range(width))}\n").layout == layout
